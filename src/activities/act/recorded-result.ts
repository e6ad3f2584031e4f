import type { ActInput, ActResult } from '../../contracts/activities';
import type { ResultOutcome } from '../../contracts/entry';
import type { Json } from '../../contracts/json';
import type { Ledger } from '../../ledger/ledger';
import { readOfCall } from '../../ledger/read-call';

/** The result that the ledger holds of this call, as `act` returned it: what happened once is not done again, and not told otherwise. */
export async function recordedResult(ledger: Ledger, { position, call }: ActInput): Promise<ActResult | undefined> {
  const record = await readOfCall(ledger, position.run, call, 'result');
  if (!record) return undefined;
  const outcome = record.header['outcome'] as ResultOutcome;
  const asOf = record.header['asOf'] as string | undefined;
  if (outcome === 'done') return { type: 'done', output: record.body, ...(asOf ? { asOf } : {}) };
  const { error, details } = record.body as { error: string; details?: Json };
  return { type: outcome, reason: error, ...(outcome === 'rejected' && details ? { details } : {}) };
}
