import { NOTICED_ENDS } from '../contracts/entry';
import type { Notice } from '../contracts/entry';
import type { RunId } from '../contracts/ids';
import type { Json } from '../contracts/json';
import { append } from './append';
import { inTransaction } from './in-transaction';
import type { Ledger } from './ledger';

/** What was seen in Temporal. `key` tells it from others of the same kind in the same execution, such as two pauses. */
export interface Seen {
  what: Notice;
  temporalRun: string;
  key?: string;
  body: Json;
}

/**
 * Records what was seen of a run, once, however many have seen it. What ends a run, or holds it up, is of no interest where the ledger holds it
 * as ended by now, or another execution has taken it over. False where nothing was recorded.
 */
export async function noticeRun(
  ledger: Ledger,
  { id, temporalRun }: { id: RunId; temporalRun: string },
  { what, key, body, ...seen }: Seen,
  { ended = false } = {},
): Promise<boolean> {
  return inTransaction(ledger.pool, async (client) => {
    const { rows } = await client.query<{ over: boolean; seq: number }>(
      `select status = 'ended' as over, seq from runs where id = $1 and temporal_run = $2 for update`,
      [id, temporalRun],
    );
    const run = rows[0];
    if (!run || (run.over && !ended)) return false;
    // An attempt that came late may have opened a run that was noticed to have ended: it is noticed again.
    const again = isEnd(what) ? run.seq : undefined;
    const source = ['noticed', what, seen.temporalRun, key, again].filter((part) => part !== undefined).join(':');
    const header = { what, temporalRun: seen.temporalRun };
    return (
      (await append(ledger, id, null, [{ source, kind: 'noticed', step: null, header, body }], client)).appended > 0
    );
  });
}

function isEnd(what: Notice): boolean {
  return (NOTICED_ENDS as readonly Notice[]).includes(what);
}
