import type { Drift } from './verify-projection';

/** What does not hold. Of each run the first entry that is not what it was. */
export type Finding =
  | { what: 'entry'; run: string; seq: number; why: EntryFlaw }
  | { what: 'run'; run: string; why: 'removed' | 'inserted' }
  /** Does not follow from the entries, which hold. */
  | ({ what: 'drift'; run: string } & Drift)
  | { what: 'document'; id: string }
  /** What it was raised by does not follow from the entries. `of`: its scope and name. */
  | { what: 'budget'; id: string; of: string }
  | { what: 'checkpoint'; number: number; why: 'missing' | 'altered' | 'cut off' | 'of another ledger' | 'incomplete' }
  | { what: 'table'; table: string };

/**
 * Where somebody has sealed anew what follows, or there is no checkpoint, it is `altered` whatever was done. `cut off` is what the run's own row
 * still counts, `rolled back` what only a checkpoint remembers.
 */
export type EntryFlaw = 'altered' | 'missing' | 'inserted' | 'reordered' | 'cut off' | 'rolled back';

export function describeFinding(finding: Finding): string {
  switch (finding.what) {
    case 'entry':
      return `${finding.run}: entry ${finding.seq} ${entryTexts[finding.why]}.`;
    case 'run':
      return finding.why === 'removed'
        ? `${finding.run}: the run was removed.`
        : `${finding.run}: the run says that it is older than the last checkpoint, which does not know it.`;
    case 'drift':
      return `${finding.run}: ${finding.table} ${finding.row} does not follow from the entries (${finding.columns.join(', ')}).`;
    case 'budget':
      return `Budget ${finding.id} (${finding.of}): what it was raised by does not follow from the entries.`;
    case 'document':
      return `Document ${finding.id} was altered.`;
    case 'checkpoint':
      return `Checkpoint ${finding.number} ${checkpointTexts[finding.why]}.`;
    case 'table':
      return `${finding.table} is not a table any more.`;
  }
}

const entryTexts: Readonly<Record<EntryFlaw, string>> = {
  altered: 'was altered',
  missing: 'is missing',
  inserted: 'was inserted',
  reordered: 'was reordered',
  'cut off': 'and what followed were cut off',
  'rolled back': 'and what followed were rolled back',
};
const checkpointTexts = {
  missing: 'is missing, or its signature does not hold',
  altered: 'is not the one that the ledger noted',
  'cut off': 'is noted in the ledger, but the file ends before: it was cut, or it is an older copy (--copy)',
  'of another ledger': 'is of another ledger',
  incomplete: 'does not list every run that there was',
} as const;
