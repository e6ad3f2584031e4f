import type { PoolClient } from 'pg';
import type { NewEntry } from '../contracts/entry';
import type { Head } from '../contracts/activities';
import type { RunId } from '../contracts/ids';
import type { Json } from '../contracts/json';
import { SeaworthyError } from '../contracts/errors';
import { SystemError } from '../integrations/system-error';
import { append } from './append';
import { encodeBody } from './encode';
import { LedgerBehind } from './ledger-behind';
import type { Fence } from './fence';
import { HaltFound } from './halt-found';
import type { Halt, HaltScopes } from './halt-found';
import { inTransaction } from './in-transaction';
import type { Ledger } from './ledger';
import { drawOnLimits } from './limits';
import type { Draw } from './limits';
import { placeOf, readerOf } from './reader';
import { runCipher } from './run-cipher';

export type ClaimState = 'claimed' | 'sending' | 'unknown' | 'settled' | 'refused';

/** The ledger's note that a write is about to be sent. Unique by (run, tool, business key); times are the database's. */
export interface Claim {
  id: number;
  run: RunId;
  state: ClaimState;
  epoch: number;
  digest: string;
  draft: string | null;
  outcome: Json;
  /** Milliseconds until a request of the last sending can no longer be on its way; 0 when it cannot. */
  mayBeOnItsWayForMs: number;
  /** Milliseconds until the system's "it never happened" may be believed. */
  neverBelievedForMs: number;
  /** For how long nobody could tell whether it happened. */
  unknownForMs: number;
  /** How far the ledger was when it was claimed. */
  head: Head;
}

/** An approval under which a write may not be claimed: its time is over, or it was used for another. */
export class ApprovalSpent extends Error {
  constructor(readonly reason: 'expired' | 'used') {
    super(`approval ${reason}`);
    this.name = 'ApprovalSpent';
  }
}

/** A request must leave within this time of the note that it is about to; a process that slept longer finds out before it sends. */
const SEND_WITHIN_MS = 2_000;

/**
 * Makes or takes over the claim for a write, and raises its epoch so that an older attempt can no longer begin to send. In a run that was reset a
 * claim that is new begins as `unknown`: the reset may be how the run got over a ledger that was restored to before an earlier claim.
 * In one transaction with the entry that says so, hence under the run's fence; so are the halt and the limit that may keep it from being made.
 * @throws SeaworthyError `Ledger.Behind`, `Ledger.Stale`, `Run.Reset`; HaltFound, OverLimit and ApprovalSpent, and then nothing is claimed
 */
export async function claimWrite(
  ledger: Ledger,
  write: {
    run: RunId;
    step: string;
    tool: string;
    key: string;
    call: string;
    digest: string;
    requestTimeoutMs: number;
    scopes: HaltScopes;
    /** `approved`: a person has approved this very call; `beyond`: asked whether it may pass limits that count what people approve. */
    limits?: { draws: readonly Draw[]; approved: boolean; beyond?: boolean };
    approval?: { id: string; expires: Date } | undefined;
  },
  fence: Fence,
): Promise<Claim> {
  const key = (await runCipher(ledger, write.run)).digest(['claim', write.tool, write.key].join('\n'));
  const reader = await readerOf(ledger, write.run);
  return inTransaction(ledger.pool, async (client) => {
    // The run's lock first, always: the same order as append, so that two attempts cannot wait for each other.
    let last = await append(ledger, write.run, fence, [], client);
    if (write.approval) await checkApproval(client, { ...write, key }, write.approval);
    const { rows } = await client.query(
      `insert into claims as c (run, tool, business_key, call, digest, approval, state)
         values ($1, $2, $3, $4, $5, $8, case when (select incarnation from runs where id = $1) > 1 then 'unknown' else 'claimed' end)
       on conflict (run, tool, business_key) do update
         set epoch = c.epoch + (case when c.state in ('settled') then 0 else 1 end),
             digest = case when c.state in ('claimed', 'refused') then excluded.digest else c.digest end,
             draft = case when c.state in ('claimed', 'refused') and c.digest <> excluded.digest then null else c.draft end,
             call = case when c.state in ('claimed', 'refused') then excluded.call else c.call end,
             approval = case when c.state in ('claimed', 'refused') then excluded.approval else c.approval end,
             state = case when c.state = 'refused' then 'claimed' else c.state end
       returning id, state, epoch, digest, draft, outcome,
         greatest(0, extract(epoch from send_before - clock_timestamp()) * 1000 + $6)::int as on_its_way,
         greatest(0, extract(epoch from never_before - clock_timestamp()) * 1000)::int as never_before,
         coalesce(extract(epoch from clock_timestamp() - sending_since) * 1000, 0)::bigint as unknown_for,
         halted($1, $7) as halt`,
      [
        ...[write.run, write.tool, key, write.call, write.digest, write.requestTimeoutMs],
        write.scopes,
        write.approval?.id ?? null,
      ],
    );
    const row = rows[0] as {
      id: string;
      state: ClaimState;
      epoch: number;
      digest: string;
      draft: string | null;
      outcome: Buffer | null;
      on_its_way: number | null;
      never_before: number | null;
      unknown_for: string;
      halt: Halt | null;
    };
    const id = Number(row.id);
    const claim: Omit<Claim, 'head'> = {
      id,
      run: write.run,
      state: row.state,
      epoch: row.epoch,
      digest: row.digest,
      draft: row.draft && reader.text(place(id).draft, row.draft),
      outcome: row.outcome ? reader.content(place(id).outcome, row.outcome) : null,
      mayBeOnItsWayForMs: row.on_its_way ?? 0,
      neverBelievedForMs: row.never_before ?? 0,
      unknownForMs: Number(row.unknown_for),
    };
    if (claim.state !== 'settled') {
      if (row.halt) throw new HaltFound(row.halt);
      // Once it may have been sent, it has drawn already.
      if (write.limits && (claim.state === 'claimed' || claim.epoch === 1))
        await drawOnLimits(ledger, client, { ...write, claim: claim.id }, write.limits);
      const noted: NewEntry = {
        source: `claim:${claim.id}:${claim.epoch}`,
        kind: 'write-claimed',
        step: write.step,
        header: { call: write.call as never, tool: write.tool, claim: claim.id, epoch: claim.epoch },
      };
      last = await append(ledger, write.run, fence, [noted], client);
    }
    return { ...claim, head: { seq: last.seq, seal: last.head } };
  });
}

/**
 * Gives a call up: true when nothing of it was sent, and then an attempt that is only frozen cannot begin to. False when it may have been: then it
 * can only be found out about.
 */
export async function giveUp(ledger: Ledger, run: RunId, call: string): Promise<boolean> {
  await ledger.pool.query(
    `update claims set epoch = epoch + 1 where run = $1 and call = $2 and state in ('claimed', 'refused')`,
    [run, call],
  );
  // A statement of its own: it sees what began to send while the first waited.
  const { rows } = await ledger.pool.query<{ unsent: boolean }>(
    `select not exists (select 1 from claims where run = $1 and call = $2 and state not in ('claimed', 'refused')) as unsent`,
    [run, call],
  );
  return rows[0]!.unsent;
}

/** When a write was claimed under the approval; undefined while none was. */
export async function claimedAt(ledger: Ledger, approval: string): Promise<Date | undefined> {
  const { rows } = await ledger.pool.query<{ created_at: Date }>('select created_at from claims where approval = $1', [
    approval,
  ]);
  return rows[0]?.created_at;
}

/** One approval is good for one write, and for claiming it until it expires: one that is under way is seen through. By the database's clock. */
async function checkApproval(
  client: PoolClient,
  { run, tool, key, call }: { run: string; tool: string; key: string; call: string },
  approval: { id: string; expires: Date },
): Promise<void> {
  const { rows } = await client.query<{ used: boolean; expired: boolean; fresh: boolean }>(
    `select clock_timestamp() > $6 as expired,
       exists (select 1 from claims where approval = $5 and not (run = $1 and tool = $2 and business_key = $3 and call = $4)) as used,
       not exists (select 1 from claims where run = $1 and tool = $2 and business_key = $3 and state not in ('claimed', 'refused')) as fresh`,
    [run, tool, key, call, approval.id, approval.expires],
  );
  const { used, expired, fresh } = rows[0]!;
  if (used) throw new ApprovalSpent('used');
  if (expired && fresh) throw new ApprovalSpent('expired');
}

/** What a compare-and-set before a request found: the check to make right before the bytes leave, or that the write is done already. */
export type Sending = { type: 'may-send'; check: () => void } | { type: 'settled'; outcome: Json };

/**
 * Compare-and-set just before a request: only the newest epoch may send, and nothing under a halt. The check runs on the monotonic clock,
 * counted from before the database was asked; it throws a transient SystemError when this process slept past the time it was given, and nothing
 * has left then.
 * @throws SeaworthyError `Ledger.Stale` when another attempt has taken the claim over, `Ledger.Behind` when it is not there any more; HaltFound
 */
export async function beginSending(
  ledger: Ledger,
  claim: Pick<Claim, 'id' | 'run' | 'epoch' | 'head'>,
  system: { name: string; requestTimeoutMs: number; settlesWithinMs: number },
  scopes: HaltScopes,
): Promise<Sending> {
  const asked = performance.now();
  const { rows } = await ledger.pool.query<{ halt: Halt | null; sent: boolean }>(
    `with found as materialized (select halted(run, $5) as halt from claims where id = $1),
       sent as (update claims set state = 'sending', send_before = clock_timestamp() + $3 * interval '1 ms', never_before = clock_timestamp() + $4 * interval '1 ms',
           sending_since = coalesce(sending_since, clock_timestamp())
         where id = $1 and run = $6 and epoch = $2 and state <> 'settled' and (select halt from found) is null returning 1)
     select (select halt from found) as halt, exists (select from sent) as sent`,
    [
      ...[claim.id, claim.epoch, SEND_WITHIN_MS, SEND_WITHIN_MS + system.requestTimeoutMs + system.settlesWithinMs],
      ...[scopes, claim.run],
    ],
  );
  const { halt, sent } = rows[0]!;
  if (halt) throw new HaltFound(halt);
  if (!sent) return settledMeanwhile(ledger, claim);
  return {
    type: 'may-send',
    check: () => {
      if (performance.now() - asked <= SEND_WITHIN_MS) return;
      throw new SystemError('The request was not ready to leave in time; nothing was sent.', {
        class: 'rate-limited', // no failure of the system's: it waited for a permit, or the process was stopped
        system: system.name,
        code: 'late',
      });
    },
  };
}

async function settledMeanwhile(ledger: Ledger, claim: ClaimId): Promise<Sending> {
  const { rows } = await ledger.pool.query<{ state: ClaimState; outcome: Buffer }>(
    'select state, outcome from claims where id = $1 and run = $2',
    [claim.id, claim.run],
  );
  const { state, outcome } = there(claim, rows[0]);
  if (state !== 'settled') throw new SeaworthyError('Ledger.Stale');
  const reader = await readerOf(ledger, claim.run);
  return { type: 'settled', outcome: reader.content(place(claim.id).outcome, outcome) };
}

/** Numbers of claims begin anew where a ledger was restored: the same number may be another run's. */
type ClaimId = Pick<Claim, 'id' | 'run' | 'head'>;

/** A claim's row, which nothing deletes. */
function there<T>({ run, head }: ClaimId, row: T | undefined): T {
  if (row === undefined) throw new LedgerBehind(run, head.seq);
  return row;
}

/** Two-phase: the first draft noted is the one that will be committed, whoever made others. Returns it. */
export async function noteDraft(ledger: Ledger, claim: ClaimId, draft: string): Promise<string> {
  const what = place(claim.id).draft;
  const cipher = await runCipher(ledger, claim.run);
  const { rows } = await ledger.pool.query<{ draft: string }>(
    'update claims set draft = coalesce(draft, $2) where id = $1 and run = $3 returning draft',
    [claim.id, cipher.encryptText(draft, placeOf(claim.run, what)), claim.run],
  );
  return (await readerOf(ledger, claim.run)).text(what, there(claim, rows[0]).draft);
}

/** The write happened: true whoever learns it, so neither fence nor epoch is asked. The first outcome stays. */
export async function settleClaim(ledger: Ledger, claim: ClaimId, outcome: Json): Promise<Json> {
  const what = place(claim.id).outcome;
  const cipher = await runCipher(ledger, claim.run);
  const { rows } = await ledger.pool.query<{ outcome: Buffer }>(
    `update claims set state = 'settled', outcome = coalesce(outcome, $2) where id = $1 and run = $3 returning outcome`,
    [claim.id, cipher.encrypt(encodeBody(outcome), placeOf(claim.run, what)), claim.run],
  );
  return (await readerOf(ledger, claim.run)).content(what, there(claim, rows[0]).outcome);
}

/** The system refused, or it is sure that nothing was sent: the claim may be used again. `unknown`: nobody can say yet. */
export async function releaseClaim(
  ledger: Ledger,
  claim: Pick<Claim, 'id' | 'run' | 'epoch'>,
  state: 'refused' | 'claimed' | 'unknown',
): Promise<void> {
  await ledger.pool.query(
    `update claims set state = $3, sending_since = case when $3 = 'unknown' then sending_since end
     where id = $1 and run = $4 and epoch = $2 and state <> 'settled'`,
    [claim.id, claim.epoch, state, claim.run],
  );
}

/**
 * A person says that an unknown write did not happen: it may be sent again, with these arguments. The answer is used once: when that sending is
 * unknown again, a person is asked anew. False where it was used.
 */
export async function freeClaim(
  ledger: Ledger,
  claim: Pick<Claim, 'id' | 'run' | 'epoch'>,
  answeredBy: string,
  digest: string,
): Promise<boolean> {
  const { rowCount } = await ledger.pool.query(
    `update claims set state = 'claimed', answered_by = $3, draft = case when digest = $4 then draft else null end, digest = $4, sending_since = null
     where id = $1 and run = $5 and epoch = $2 and state <> 'settled' and answered_by is distinct from $3`,
    [claim.id, claim.epoch, answeredBy, digest, claim.run],
  );
  return rowCount === 1;
}

/** What is encrypted of a claim opens in that claim alone. */
function place(claim: number): { draft: string; outcome: string } {
  return { draft: `draft of claim ${claim}`, outcome: `outcome of claim ${claim}` };
}
