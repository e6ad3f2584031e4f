/**
 * What operators can search runs by in Temporal UI. Search attributes are never encrypted by the codec: no personal data.
 * The types are those of `temporal operator search-attribute create`.
 */
export const searchAttributes = {
  SeaworthyStatus: 'Keyword',
  SeaworthyStep: 'Keyword',
  SeaworthyRole: 'Keyword',
  SeaworthyCostUsd: 'Double',
  SeaworthyTenant: 'Keyword',
  SeaworthyVersion: 'Keyword',
} as const;
