import type { DecisionKind, GateKind, Headers } from '../contracts/entry';
import type { Json } from '../contracts/json';
import type { Ledger } from './ledger';
import type { Place } from './place';
import { tellerOf } from './reader';

/** A question put to people, with what it says and what was decided. */
export interface ApprovalRecord {
  id: string;
  run: string;
  tenant: string;
  /** Workflow type in Temporal. */
  workflow: string;
  agent: string;
  workflowId: string;
  /** How people call the run. */
  name: string;
  step: string;
  gate: GateKind;
  role: string;
  /** Everybody who is asked in turn while nobody answers; `role` is whose turn it is. */
  ladder: readonly string[];
  tool: string;
  digest: string;
  /** `void`: open, but the run has ended or was reset, so nobody waits for it. */
  status: 'open' | 'decided' | 'taken' | 'defaulted' | 'void';
  askedAt: Date;
  dueAt: Date;
  asked: Json;
  /** How many different people have to approve, and how many have. */
  approvers: number;
  approved: number;
  decided?: { decision: DecisionKind; at: Date; body: Json };
}

/** A run is rarely reset: only of one that was is the question looked up. */
const awaited = `r.status <> 'ended' and (r.incarnation = 1 or r.incarnation =
  (select split_part(source, ':', 1)::int from entries where run = a.run and seq = a.asked_seq))`;
const status = `case when a.status = 'open' and not (${awaited}) then 'void' else a.status end`;

const select = `
  select a.id, a.run, a.tenant, a.workflow, r.workflow_id, r.name, a.step, a.gate, a.role, a.tool, a.digest, a.approvers, a.approved, ${status} as status, a.asked_at, a.asked_at::text as asked_text, a.due_at,
    (select header::jsonb->>'agent' from entries where run = a.run and kind = 'run-started' order by seq limit 1) as agent,
    asked.source as asked_source, asked.header as asked_header, asked.body as asked,
    a.decision, a.decided_at, decided.source as decided_source, decided.header as decided_header, decided.body as decided
  from approvals a
  join runs r on r.id = a.run
  join entries asked on asked.run = a.run and asked.seq = a.asked_seq
  left join entries decided on decided.run = a.run and decided.seq = a.decided_seq`;

export interface ApprovalFilter {
  tenants?: readonly string[];
  status?: ApprovalRecord['status'];
  role?: string;
  /** Put to one of these, or delegated to somebody. */
  mine?: readonly string[];
  run?: string;
  after?: Place;
  limit: number;
}

/** Oldest first: what has waited longest comes first. A page; `next` is where the following one begins. */
export async function pageApprovals(
  ledger: Ledger,
  filter: ApprovalFilter,
): Promise<{ approvals: ApprovalRecord[]; next: Place | null }> {
  const { tenants, status: wanted, role, mine, run, after, limit } = filter;
  const { rows } = await ledger.pool.query<Row>(
    `${select} where ${isOf(wanted)} and ($2::text is null or a.role = $2) and ($3::text is null or a.run = $3)
     and ($4::text[] is null or ${putTo('$4')}) and ($8::text[] is null or a.tenant = any ($8)) and ($5::timestamptz is null or (a.asked_at, a.id) > ($5, $6))
     order by a.asked_at, a.id limit $7`,
    [wanted, role, run, mine, after?.at, after?.id, limit + 1, tenants].map((value) => value ?? null),
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    approvals: await Promise.all(page.map((row) => toRecord(ledger, row))),
    next: rows.length > limit && last ? { at: last.asked_text, id: last.id } : null,
  };
}

export async function listApprovals(ledger: Ledger, filter: ApprovalFilter): Promise<ApprovalRecord[]> {
  return (await pageApprovals(ledger, filter)).approvals;
}

/** How many are open, by role, and how many of them are put to one of these roles or delegated to somebody. */
export async function countOpen(
  ledger: Ledger,
  { roles, tenants }: { roles: readonly string[]; tenants?: readonly string[] },
): Promise<{ all: number; mine: number; byRole: Record<string, number> }> {
  const { rows } = await ledger.pool.query<{ role: string; all: number; mine: number }>(
    `select a.role, count(*)::int as all, (count(*) filter (where ${putTo('$1')}))::int as mine from approvals a
     join runs r on r.id = a.run where a.status = 'open' and ${awaited} and ($2::text[] is null or a.tenant = any ($2)) group by a.role order by a.role`,
    [roles, tenants ?? null],
  );
  const sum = (name: 'all' | 'mine'): number => rows.reduce((total, row) => total + row[name], 0);
  return { all: sum('all'), mine: sum('mine'), byRole: Object.fromEntries(rows.map((row) => [row.role, row.all])) };
}

/** Plain conditions, so that the index on open approvals serves the inbox: of a case expression the planner knows nothing. */
function isOf(wanted: ApprovalRecord['status'] | undefined): string {
  if (wanted === 'open') return `$1::text = 'open' and a.status = 'open' and ${awaited}`;
  if (wanted === 'void') return `$1::text = 'void' and a.status = 'open' and not (${awaited})`;
  return '($1::text is null or a.status = $1)';
}

/** To whom something was delegated is not in the clear. */
function putTo(roles: string): string {
  return `(a.role = any (${roles}) or a.id in (select d.header::jsonb->>'approval' from entries d
    where d.kind = 'decided' and d.header::jsonb->>'decision' = 'delegate'))`;
}

export async function readApproval(ledger: Ledger, id: string): Promise<ApprovalRecord | undefined> {
  const { rows } = await ledger.pool.query<Row>(`${select} where a.id = $1`, [id]);
  return rows[0] && toRecord(ledger, rows[0]);
}

interface Row {
  id: string;
  run: string;
  tenant: string;
  workflow: string;
  agent: string;
  workflow_id: string;
  name: string;
  step: string;
  gate: GateKind;
  role: string;
  tool: string;
  digest: string;
  status: ApprovalRecord['status'];
  asked_at: Date;
  asked_text: string;
  due_at: Date;
  asked_source: string;
  asked_header: string;
  asked: Buffer;
  approvers: number;
  approved: number;
  decision: DecisionKind | null;
  decided_at: Date | null;
  decided_source: string | null;
  decided_header: string | null;
  decided: Buffer | null;
}

async function toRecord(ledger: Ledger, row: Row): Promise<ApprovalRecord> {
  const reader = await tellerOf(ledger, row.run);
  const { id, run, tenant, workflow, agent, step, gate, role, tool, digest, status, approvers, approved, decision } =
    row;
  const { asked_source: source, asked_header: header, asked: body } = row;
  const { decided_source: decidedSource, decided_header: decidedHeader, decided, decided_at: at } = row;
  return {
    ...{ id, run, tenant, workflow, agent, step, gate, role, tool, digest, status, approvers, approved },
    workflowId: row.workflow_id,
    ladder: (JSON.parse(header) as Headers['approval-asked']).ladder ?? [role],
    name: reader.text('name', row.name),
    askedAt: row.asked_at,
    dueAt: row.due_at,
    asked: reader.body({ run, source, header, body }),
    ...(decision && at && decidedSource && decidedHeader && decided
      ? {
          decided: {
            decision,
            at,
            body: reader.body({ run, source: decidedSource, header: decidedHeader, body: decided }),
          },
        }
      : {}),
  };
}
