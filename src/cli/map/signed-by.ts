export const SIGNED_BY = ['Owner of the process', 'Day', 'Signature'] as const;
