import type { Pool, PoolClient } from 'pg';
import type { RunId } from '../contracts/ids';
import { appendedOf, knownOf } from './append';
import type { Appended, AppendRow } from './append';
import type { Fence } from './fence';
import type { Halt, HaltScopes } from './halt-found';
import { NOTHING, settle } from './settle';

/** An answer older than this says nothing any more: whoever halts is promised two seconds. */
const FRESH_FOR_MS = 1_500;

/** As append_entries() takes them. */
type StoredEntries = readonly unknown[];
const NONE: StoredEntries = [[], [], [], [], [], []];

/** What a model call may cost at most. US dollars as text. */
export interface WorstCase {
  workflow: string;
  step: string;
  model: string;
  prompt: string;
  /** Of an output token. */
  token: string;
  maxTokens: number;
  /** Input tokens, estimated, that count towards the provider's limit: those of the prompt that its cache does not hold. Null: of a batch, which it counts apart. */
  input: number | null;
  /** Fewer are not worth the prompt. */
  leastTokens: number;
  /** What the whole run may spend. */
  runUsd?: string | undefined;
  /** It is aborted before this time is over. */
  withinMs: number;
}

/** A budget that does not afford a call. US dollars as text. */
export interface UsedUp {
  id: number;
  scope: 'run' | 'tenant-month' | 'workflow-month';
  name: string;
  limit: string;
  /** What is spent, and reserved for calls under way. */
  drawn: string;
}

/**
 * Whether a model call may be made. `tokens`: how many it may answer, cut to what the tightest budget affords; `wait`: milliseconds until its turn,
 * by the provider's limits per minute; `later`: it would be refused for so many milliseconds, and nothing is reserved.
 */
export type Permit =
  { halt: Halt } | { budget: UsedUp } | { later: number } | { reservation: number; tokens: number; wait: number };

/**
 * What is asked right before a model call, in one round trip: `entries` are appended that the call rests on, and it is said whether the attempt still writes, whether a halt is in force, and whether every
 * budget above the call affords its worst case, which is reserved then, as are its tokens from the provider's limits. An answer that was long on its way is asked for again, so that a database
 * that went out of reach lets nothing begin. `askedAt` is on the monotonic clock.
 * @throws SeaworthyError `Ledger.Behind`, `Ledger.Stale`, `Run.Reset`, `Run.Unknown`
 */
export async function checkFence(
  pool: Pool | PoolClient,
  run: RunId,
  fence: Fence,
  scopes: HaltScopes,
  call: WorstCase,
  entries: StoredEntries = NONE,
): Promise<{ appended: Appended; permit: Permit; askedAt: number }> {
  for (let before = 0; ;) {
    const askedAt = performance.now();
    const { rows } = await pool.query<AppendRow & { permit: Permit }>({
      name: 'fence',
      // The function in the select list comes after append_entries() has waited for the run's lock.
      text: `select a.*, case a.outcome when 'appended' then
          reserve($1, $7, $10, $11, $12, $13, $14, $15, $16, $17, $18 * interval '1 ms', $19) end as permit
        from append_entries($1, $2, $3, $4, $5, $6, $20, $21, $22, $23, $24, $25, $8, $9) a`,
      values: [
        ...[run, fence.temporalRun, fence.continuedFrom ?? null, fence.wave, fence.activity, fence.epoch, scopes],
        ...knownOf(fence),
        ...[call.workflow, call.step, call.model, call.prompt, call.token, call.maxTokens, call.leastTokens],
        ...[call.runUsd ?? null, call.withinMs, call.input],
        ...entries,
      ],
    });
    const { permit, ...row } = rows[0]!;
    const appended = appendedOf(run, fence, row);
    appended.appended += before;
    before = appended.appended; // asked again, it has them already
    if (performance.now() - askedAt < FRESH_FOR_MS) return { appended, permit, askedAt };
    if ('reservation' in permit) await settle(pool, permit.reservation, { usd: '0', used: NOTHING });
  }
}
