import type { FlagItem, FlagOrigin, FlagStatus } from '../contracts/flags';
import type { Json } from '../contracts/json';
import type { Ledger } from './ledger';
import type { Place } from './place';
import { tellerOf } from './reader';
import type { Reader } from './reader';

/** A flag; `workflow` is the type that Temporal knows it by. */
export interface FlagRecord extends FlagItem {
  tenant: string;
}

interface FlagFilter {
  tenants?: readonly string[];
  status?: FlagStatus;
  /** Workflow type in Temporal. */
  workflow?: string;
  after?: Place;
  limit: number;
}

const SELECT = `
  select f.*, f.flagged_at::text as flagged_text, round(extract(epoch from coalesce(f.reviewed_at, clock_timestamp()) - f.flagged_at) * 1000)::float8 as age_ms,
    said.source as said_source, said.header as said_header, said.body as said,
    owned.source as owned_source, owned.header as owned_header, owned.body as owned,
    reviewed.source as reviewed_source, reviewed.header as reviewed_header, reviewed.body as reviewed,
    (select c.id from cases c where c.flag = f.id and c.run = f.run order by c.made_at limit 1) as "case"
  from flags f
  join entries said on said.run = f.run and said.seq = f.flagged_seq
  left join entries owned on owned.run = f.run and owned.seq = f.owned_seq
  left join entries reviewed on reviewed.run = f.run and reviewed.seq = f.reviewed_seq`;

/** The oldest first: what has waited longest comes first. */
export async function listFlags(
  ledger: Ledger,
  { tenants, status, workflow, after, limit }: FlagFilter,
): Promise<{ flags: FlagRecord[]; next: Place | null }> {
  const { rows } = await ledger.pool.query<Row>(
    `${SELECT} where ($1::text is null or f.status = $1) and ($2::text is null or f.workflow = $2) and ($3::text[] is null or f.tenant = any ($3))
       and ($4::timestamptz is null or (f.flagged_at, f.id) > ($4, $5)) order by f.flagged_at, f.id limit $6`,
    [status, workflow, tenants, after?.at, after?.id, limit + 1].map((value) => value ?? null),
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    flags: await tellAll(ledger, page),
    next: rows.length > limit && last ? { at: last.flagged_text, id: last.id } : null,
  };
}

export async function readFlag(ledger: Ledger, id: string): Promise<FlagRecord | undefined> {
  const { rows } = await ledger.pool.query<Row>(`${SELECT} where f.id = $1`, [id]);
  return (await tellAll(ledger, rows))[0];
}

/** How many are open, and how long the oldest of them has waited. */
export async function countOpenFlags(
  ledger: Ledger,
  { tenants }: { tenants?: readonly string[] },
): Promise<{ open: number; oldestMs: number | null }> {
  const { rows } = await ledger.pool.query<{ open: number; oldestMs: number | null }>(
    `select count(*)::int as open, round(extract(epoch from clock_timestamp() - min(flagged_at)) * 1000)::float8 as "oldestMs"
     from flags where status = 'open' and ($1::text[] is null or tenant = any ($1))`,
    [tenants ?? null],
  );
  return rows[0]!;
}

interface Row {
  id: string;
  run: string;
  tenant: string;
  workflow: string;
  entry: number;
  step: string | null;
  category: string;
  severity: FlagItem['severity'];
  origin: FlagOrigin;
  status: FlagStatus;
  merged_into: string | null;
  flagged_at: Date;
  flagged_text: string;
  reviewed_at: Date | null;
  age_ms: number;
  said_source: string;
  said_header: string;
  said: Buffer;
  owned_source: string | null;
  owned_header: string;
  owned: Buffer;
  reviewed_source: string | null;
  reviewed_header: string;
  reviewed: Buffer;
  case: string | null;
}

/** The key of each run is opened once. */
async function tellAll(ledger: Ledger, rows: readonly Row[]): Promise<FlagRecord[]> {
  const runs = [...new Set(rows.map(({ run }) => run))];
  const tellers = new Map(await Promise.all(runs.map(async (run) => [run, await tellerOf(ledger, run)] as const)));
  return rows.map((row) => tell(row, tellers.get(row.run)!));
}

function tell(row: Row, teller: Reader): FlagRecord {
  const { id, run, tenant, workflow, entry, step, category, severity, origin, status } = row;
  const bodyOf = (source: string, header: string, body: Buffer): Json => teller.body({ run, source, header, body });
  const said = bodyOf(row.said_source, row.said_header, row.said);
  const owned = row.owned_source === null ? null : bodyOf(row.owned_source, row.owned_header, row.owned);
  const reviewed = row.reviewed_source === null ? null : bodyOf(row.reviewed_source, row.reviewed_header, row.reviewed);
  return {
    ...{ id, run, tenant, workflow, entry, step, category, severity, origin, status },
    correction: textIn(said, 'correction'),
    by: textIn(said, 'by'),
    owner: owned === null ? null : textIn(owned, 'by'),
    at: row.flagged_at.toISOString(),
    ageMs: Math.max(0, row.age_ms),
    reviewed: row.reviewed_at && {
      by: textIn(reviewed, 'by'),
      why: textIn(reviewed, 'why'),
      at: row.reviewed_at.toISOString(),
    },
    mergedInto: row.merged_into,
    case: row.case,
  };
}

function textIn(body: Json, field: string): string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return '';
  const value = body[field];
  if (typeof value === 'string') return value;
  return 'erased' in body ? '(erased)' : 'unreadable' in body ? '(unreadable)' : '';
}
