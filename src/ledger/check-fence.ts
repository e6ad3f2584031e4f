import { Pool } from 'pg';
import type { PoolClient } from 'pg';
import type { RunId } from '../contracts/ids';
import { appendedOf, knownOf, writerOf } from './append';
import type { Appended, AppendRow } from './append';
import type { Fence } from './fence';
import type { Halt, HaltScopes } from './halt-found';
import { NOTHING, settle } from './settle';

/** An answer older than this says nothing any more: whoever halts is promised two seconds. */
const FRESH_FOR_MS = 1_500;

const WRITER = '$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14';
const CALL = `$16, $17, $18, $19, $20, $21, $22, $23, $24 * interval '1 ms', $25`;
/** In transactions of its own: no budget is locked while the disk is waited for. */
const ALONE = `call append_and_reserve(${WRITER}, $15, ${CALL}, null, null, null, null, null)`;
/** As part of one. The function in the select list comes after append_entries() has waited for the run's lock. */
const INSIDE = `select a.*, case a.outcome when 'appended' then reserve($1, $15, ${CALL}) end as permit from append_entries(${WRITER}) a`;

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
      ...(pool instanceof Pool ? { name: 'fence', text: ALONE } : { name: 'fence-inside', text: INSIDE }),
      values: [
        ...[...writerOf(run, fence), ...entries, ...knownOf(fence), scopes],
        ...[call.workflow, call.step, call.model, call.prompt, call.token, call.maxTokens, call.leastTokens],
        ...[call.runUsd ?? null, call.withinMs, call.input],
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
