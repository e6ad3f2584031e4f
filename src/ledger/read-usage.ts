import type { EntryKind, Headers } from '../contracts/entry';
import type { Ledger } from './ledger';

/** What a run used, as clear headers tell it. */
export interface RunUsage {
  run: string;
  tenant: string;
  startedAt: Date;
  ended: boolean;
  models: (Headers['thought'] & { seq: number; step: string; at: Date })[];
  failures: (Headers['model-failed'] & { seq: number; step: string })[];
  calls: (Headers['result'] & { seq: number; step: string })[];
  failedCalls: (Headers['call-failed'] & { seq: number; step: string })[];
  /** How many entries of each kind, and their bytes, by step. */
  entries: { step: string; kind: EntryKind; count: number; bytes: number }[];
  /** `ms`: from when it was asked, or from the decision before it by the same role, where that was later. */
  decisions: { role: string; ms: number }[];
}

const AT_ONCE = 500;
/** Of the columns beside header and body. */
const ROW_BYTES = 120;

const CALLS = `
  select run, seq, kind, coalesce(step, '') as step, at, header::jsonb as header from entries
  where run = any ($1) and kind in ('thought', 'model-failed', 'result', 'call-failed') order by run, seq`;

const COUNTS = `
  select run, kind, coalesce(step, '') as step, count(*)::int as count,
    sum(octet_length(header) + octet_length(body) + ${ROW_BYTES})::float8 as bytes
  from entries where run = any ($1) group by 1, 2, 3 order by 1, 2, 3`;

const DECISIONS = `
  select run, role, ms from (
    select run, role, extract(epoch from decided_at - greatest(asked_at, lag(decided_at) over (partition by role order by decided_at)))::float8 * 1000 as ms
    from approvals where decided_at is not null and role in (select role from approvals where run = any ($1))
  ) each where run = any ($1)`;

interface Filter {
  workflow: string;
  since: Date;
  until: Date;
  tenants?: readonly string[];
  /** The newest, where there are more. */
  limit?: number;
  /** Only those that have ended. */
  ended?: boolean;
}

/** Run by run, the newest first: of a workflow, by the type that Temporal knows it by, that began in that time. */
export async function* readUsage(ledger: Ledger, filter: Filter): AsyncGenerator<RunUsage> {
  const { workflow, since, until, tenants, limit = null, ended = false } = filter;
  const { rows: runs } = await ledger.pool.query<{ id: string; tenant: string; startedAt: Date; ended: boolean }>(
    `select id, tenant, started_at as "startedAt", status = 'ended' as ended from runs
     where workflow = $1 and started_at >= $2 and started_at < $3 and ($4::text[] is null or tenant = any ($4)) and ($6 = false or status = 'ended')
     order by started_at desc, id limit $5`,
    [workflow, since, until, tenants ?? null, limit, ended],
  );
  for (let at = 0; at < runs.length; at += AT_ONCE) yield* await usageOf(ledger, runs.slice(at, at + AT_ONCE));
}

async function usageOf(
  { pool }: Ledger,
  runs: readonly { id: string; tenant: string; startedAt: Date; ended: boolean }[],
): Promise<RunUsage[]> {
  const ids = [runs.map(({ id }) => id)];
  const [calls, counts, decisions] = await Promise.all([
    pool.query<{ run: string; seq: number; kind: string; step: string; at: Date; header: object }>(CALLS, ids),
    pool.query<{ run: string } & RunUsage['entries'][number]>(COUNTS, ids),
    pool.query<{ run: string } & RunUsage['decisions'][number]>(DECISIONS, ids),
  ]);
  const usages = new Map(
    runs.map(({ id, ...run }): [string, RunUsage] => [
      id,
      { run: id, ...run, models: [], failures: [], calls: [], failedCalls: [], entries: [], decisions: [] },
    ]),
  );
  for (const { run, seq, kind, step, at, header } of calls.rows) {
    const usage = usages.get(run)!;
    const told = { ...header, seq, step, at };
    if (kind === 'thought') usage.models.push(told as RunUsage['models'][number]);
    else if (kind === 'model-failed') usage.failures.push(told as unknown as RunUsage['failures'][number]);
    else if (kind === 'result') usage.calls.push(told as unknown as RunUsage['calls'][number]);
    else usage.failedCalls.push(told as unknown as RunUsage['failedCalls'][number]);
  }
  for (const { run, ...entry } of counts.rows) usages.get(run)!.entries.push(entry);
  for (const { run, ...decision } of decisions.rows) usages.get(run)!.decisions.push(decision);
  return [...usages.values()];
}
