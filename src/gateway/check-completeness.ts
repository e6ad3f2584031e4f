import type { Completeness } from '../contracts/figures';
import type { Ledger } from '../ledger/ledger';
import { listEnded } from '../ledger/list-ended';
import { readEntries } from '../ledger/read-entries';
import { goneAs } from '../ledger/reader';
import { findGaps } from './find-gaps';

/** However many runs there are, so many are looked at: each is read whole. */
const NEWEST = 2_000;

/** Looks through the runs that have ended, of those that began in that time. */
export async function checkCompleteness(
  ledger: Ledger,
  filter: { workflow: string; since: Date; until: Date; tenants?: readonly string[]; limit?: number },
  /** Only these, where it is given. */
  among?: ReadonlySet<string>,
): Promise<Completeness> {
  const found: Completeness = { runs: 0, erased: 0, modelCalls: 0, toolCalls: 0, gaps: [] };
  for (const run of await listEnded(ledger, { limit: NEWEST, ...filter })) {
    if (among && !among.has(run)) continue;
    const entries = await readEntries(ledger, run);
    found.runs += 1;
    if (entries.some(({ kind, body }) => kind === 'run-started' && goneAs(body))) {
      found.erased += 1;
      continue;
    }
    found.modelCalls += entries.filter(({ kind }) => kind === 'thought' || kind === 'model-failed').length;
    found.toolCalls += entries.filter(({ kind }) => kind === 'result').length;
    found.gaps.push(...findGaps(entries).map((gap) => ({ run, ...gap })));
  }
  return found;
}
