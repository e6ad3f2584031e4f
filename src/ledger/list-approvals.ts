import type { DecisionKind, GateKind } from '../contracts/entry';
import type { Json } from '../contracts/json';
import { decodeBody } from './encode';
import type { Ledger } from './ledger';

/** A question put to people, with what it says and what was decided. */
export interface ApprovalRecord {
  id: string;
  run: string;
  /** Workflow type in Temporal. */
  workflow: string;
  agent: string;
  workflowId: string;
  step: string;
  gate: GateKind;
  role: string;
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

const status = `case when a.status = 'open' and (r.status = 'ended' or split_part(asked.source, ':', 1)::int <> r.incarnation) then 'void' else a.status end`;

const select = `
  select a.id, a.run, a.workflow, r.workflow_id, a.step, a.gate, a.role, a.tool, a.digest, a.approvers, a.approved, ${status} as status, a.asked_at, a.due_at,
    (select header::jsonb->>'agent' from entries where run = a.run and kind = 'run-started' order by seq limit 1) as agent,
    asked.body as asked, a.decision, a.decided_at, decided.body as decided
  from approvals a
  join runs r on r.id = a.run
  join entries asked on asked.run = a.run and asked.seq = a.asked_seq
  left join entries decided on decided.run = a.run and decided.seq = a.decided_seq`;

/** Oldest first: what has waited longest comes first. */
export async function listApprovals(
  ledger: Ledger,
  filter: { status?: ApprovalRecord['status']; role?: string; run?: string; limit: number },
): Promise<ApprovalRecord[]> {
  // The first condition lets the partial index on open approvals serve the inbox.
  const mayBe = filter.status === 'open' || filter.status === 'void' ? `a.status = 'open' and` : '';
  const { rows } = await ledger.pool.query<Row>(
    `${select} where ${mayBe} ($1::text is null or ${status} = $1) and ($2::text is null or a.role = $2) and ($3::text is null or a.run = $3)
     order by a.asked_at, a.id limit $4`,
    [filter.status ?? null, filter.role ?? null, filter.run ?? null, filter.limit],
  );
  return rows.map(toRecord);
}

export async function readApproval(ledger: Ledger, id: string): Promise<ApprovalRecord | undefined> {
  const { rows } = await ledger.pool.query<Row>(`${select} where a.id = $1`, [id]);
  return rows[0] && toRecord(rows[0]);
}

interface Row {
  id: string;
  run: string;
  workflow: string;
  agent: string;
  workflow_id: string;
  step: string;
  gate: GateKind;
  role: string;
  tool: string;
  digest: string;
  status: ApprovalRecord['status'];
  asked_at: Date;
  due_at: Date;
  asked: Buffer;
  approvers: number;
  approved: number;
  decision: DecisionKind | null;
  decided_at: Date | null;
  decided: Buffer | null;
}

function toRecord({
  workflow_id,
  asked_at,
  due_at,
  asked,
  decision,
  decided_at,
  decided,
  ...row
}: Row): ApprovalRecord {
  return {
    ...row,
    workflowId: workflow_id,
    askedAt: asked_at,
    dueAt: due_at,
    asked: decodeBody(asked),
    ...(decision && decided_at && decided ? { decided: { decision, at: decided_at, body: decodeBody(decided) } } : {}),
  };
}
