import type { Pool, PoolClient } from 'pg';
import type { Origin } from '../contracts/activities';
import type { DecisionKind, GateKind } from '../contracts/entry';
import type { Json } from '../contracts/json';
import { textDigest } from './decision-claims';

/** A question put to people, as the run's entries hold it. */
export interface Question {
  seq: number;
  approval: string;
  incarnation: number;
  step: string;
  gate: GateKind;
  tool: string;
  digest: string;
  /** All that were asked so far, the newest last. */
  roles: string[];
  approvers: number;
  due: Date;
  call: string;
  rule: string;
  /** Name and version of the agent. */
  agent: string;
  /** Where the arguments are. */
  origin: Origin | undefined;
  shown: string;
}

/** An entry that says it is a decision. Anyone who may insert entries can have written it. */
export interface Claimed {
  seq: number;
  approval: string;
  decision: DecisionKind;
  body: Record<string, Json>;
}

/** What the ledger holds of a run's questions and decisions, and the database's time. */
export interface RunDecisions {
  run: string;
  starter: string;
  incarnation: number;
  /** Name and version. */
  agent: string;
  now: Date;
  questions: Question[];
  claimed: Claimed[];
}

/** Undefined where there is no such run. Reads nothing from projections: whoever can write tables can write those. */
export async function readRunDecisions(db: Pool | PoolClient, run: string): Promise<RunDecisions | undefined> {
  const { rows } = await db.query<Row>(
    `select r.starter, r.incarnation, clock_timestamp() as now, e.seq, e.source, e.kind, e.step, e.header, e.body
     from runs r left join entries e on e.run = r.id and e.kind in ('run-started', 'approval-asked', 'approval-escalated', 'decided')
     where r.id = $1 order by e.seq`,
    [run],
  );
  const first = rows[0];
  if (!first) return undefined;
  const { starter, incarnation, now } = first;
  const found: RunDecisions = { run, starter, incarnation, now, agent: '', questions: [], claimed: [] };
  for (const row of rows) take(found, row);
  return found;
}

interface Row {
  starter: string;
  incarnation: number;
  now: Date;
  seq: number | null;
  source: string;
  kind: string;
  step: string | null;
  header: string;
  body: Buffer;
}

function take(found: RunDecisions, { seq, source, kind, step, header: text, body: bytes }: Row): void {
  if (seq === null) return;
  const header = parsed(text);
  const said = (name: string): string => (typeof header[name] === 'string' ? header[name] : '');
  const approval = said('approval');
  switch (kind) {
    case 'run-started':
      if (found.agent) return; // the first counts
      found.starter = starterIn(bytes) ?? found.starter; // sealed, where the row can be changed
      found.agent = [said('agent'), Number(header['agentVersion'])].join('@');
      return;
    case 'approval-asked': {
      const body = parsed(bytes.toString());
      found.questions.push({
        seq,
        approval,
        incarnation: Number(source.split(':')[0]),
        step: step ?? '',
        gate: said('gate') as GateKind,
        tool: said('tool'),
        digest: said('digest'),
        roles: [said('role')],
        approvers: Number(header['approvers'] ?? 1),
        due: new Date(said('due')),
        call: typeof body['call'] === 'string' ? body['call'] : '',
        rule: typeof body['rule'] === 'string' ? body['rule'] : '',
        agent: found.agent,
        origin: originIn(body['origin']),
        shown: textDigest(bytes),
      });
      return;
    }
    case 'approval-escalated': {
      const question = found.questions.find((each) => each.approval === approval);
      question?.roles.push(said('role'));
      if (question) question.due = new Date(said('due'));
      return;
    }
    case 'decided':
      found.claimed.push({ seq, approval, decision: said('decision') as DecisionKind, body: parsed(bytes.toString()) });
  }
}

function starterIn(body: Buffer): string | undefined {
  const { starter } = parsed(body.toString());
  return typeof starter === 'string' ? starter : undefined;
}

function originIn(value: Json | undefined): Origin | undefined {
  const { seq, fact } = (value ?? {}) as { seq?: unknown; fact?: unknown };
  if (typeof seq === 'number') return { seq };
  return typeof fact === 'number' ? { fact } : undefined;
}

function parsed(text: string): Record<string, Json> {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}
