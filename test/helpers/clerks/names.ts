export const NAMES = ['clerk-a', 'clerk-b', 'clerk-c', 'clerk-d', 'clerk-e', 'clerk-f'] as const;
export type Name = (typeof NAMES)[number];

/** What a clerk is given to do, one after the other. */
export type Task =
  | { to: Name; objects?: string[]; poor?: boolean; hasty?: boolean; plan: Task[] }
  | { put: string }
  | { think: string }
  | { ask: string };
