import type { RunStory } from '../../../src/contracts/http';
import { numberIn, textIn } from '../../shared/fields';
import { personOf } from '../../shared/person-of';

export interface Flag {
  seq: number;
  entry: number;
  category: string;
  severity: string;
  by: string;
  correction: string;
}

/** What people said was wrong, by the entry that it is about. */
export function flagsOf({ timeline }: RunStory): Map<number, Flag[]> {
  const flags = timeline
    .filter(({ kind }) => kind === 'flagged')
    .map(({ seq, header, details }) => ({
      seq,
      entry: numberIn(header, 'entry') ?? 0,
      category: textIn(header, 'category'),
      severity: textIn(header, 'severity'),
      by: personOf(textIn(details, 'by')),
      correction: textIn(details, 'correction'),
    }));
  const byEntry = new Map<number, Flag[]>();
  for (const flag of flags) byEntry.set(flag.entry, [...(byEntry.get(flag.entry) ?? []), flag]);
  return byEntry;
}
