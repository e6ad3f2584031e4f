import type { RunStory, TimelineItem } from '../../../src/contracts/http';
import { numberIn, textIn } from '../../shared/fields';
import { personOf } from '../../shared/person-of';

export interface Made {
  seq: number;
  at: string;
  by: string;
  decision: string;
  reason: string;
  to: string;
  /** Why it did not count. */
  refused: string;
}

/** What people have decided of a question so far, in order. */
export function decisionsOf({ timeline }: RunStory, approval: string): Made[] {
  const about = timeline.filter(({ header }) => textIn(header, 'approval') === approval);
  return about
    .filter(({ kind }) => kind === 'decided')
    .map(({ seq, at, header, details }) => ({
      seq,
      at,
      by: personOf(textIn(details, 'by')),
      decision: textIn(header, 'decision'),
      reason: textIn(details, 'reason'),
      to: personOf(textIn(details, 'to')),
      refused: refusalOf(about, seq),
    }));
}

function refusalOf(about: TimelineItem[], seq: number): string {
  const refused = about.find(({ kind, header }) => kind === 'decision-refused' && numberIn(header, 'entry') === seq);
  return refused ? textIn(refused.header, 'reason') : '';
}
