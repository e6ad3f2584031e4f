import type { Pool, PoolClient } from 'pg';
import type { Origin } from '../contracts/activities';
import type { DecisionKind, GateKind } from '../contracts/entry';
import type { Json } from '../contracts/json';
import { SeaworthyError } from '../contracts/errors';
import { textDigest } from './decision-claims';
import type { Ledger } from './ledger';
import { readerOf } from './reader';
import type { Reader } from './reader';

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

/**
 * Undefined where there is no such run. Reads nothing from projections: whoever can write tables can write those.
 * @throws SeaworthyError `Ledger.Unreadable` where it cannot be told who started the run; `Run.Erased`
 */
export async function readRunDecisions(
  ledger: Ledger,
  run: string,
  db: Pool | PoolClient = ledger.pool,
): Promise<RunDecisions | undefined> {
  const rows = await readRows(db, [run]);
  return rows.length === 0 ? undefined : tell(rows, await readerOf(ledger, run));
}

/** The same of many runs at once; those of which something does not open, or that were erased, are left out. */
export async function readDecisionsOfRuns(ledger: Ledger, runs: readonly string[]): Promise<Map<string, RunDecisions>> {
  const byRun = new Map<string, Row[]>();
  for (const row of await readRows(ledger.pool, runs)) byRun.set(row.id, [...(byRun.get(row.id) ?? []), row]);
  const told = await Promise.all(
    [...byRun].map(([run, rows]) =>
      readerOf(ledger, run)
        .then((reader) => tell(rows, reader))
        .catch(unlessGone),
    ),
  );
  return new Map(told.flatMap((each) => (each ? [[each.run, each] as const] : [])));
}

function unlessGone(error: unknown): undefined {
  if (error instanceof SeaworthyError && (error.code === 'Run.Erased' || error.code === 'Ledger.Unreadable')) return;
  throw error;
}

async function readRows(db: Pool | PoolClient, runs: readonly string[]): Promise<Row[]> {
  const { rows } = await db.query<Row>(
    `select r.id, r.starter, r.incarnation, clock_timestamp() as now, e.seq, e.source, e.kind, e.step, e.header, e.body
     from runs r left join entries e on e.run = r.id and e.kind in ('run-started', 'approval-asked', 'approval-escalated', 'decided')
     where r.id = any ($1) order by r.id, e.seq`,
    [runs],
  );
  return rows;
}

/** `rows`: all of one run, at least one. */
function tell(rows: readonly Row[], reader: Reader): RunDecisions {
  const { id: run, incarnation, now, starter: stored } = rows[0]!;
  const starter = reader.text('starter', stored);
  const found: RunDecisions = { run, starter, incarnation, now, agent: '', questions: [], claimed: [] };
  for (const row of rows) take(found, row, reader);
  return found;
}

interface Row {
  id: string;
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

function take(found: RunDecisions, { seq, source, kind, step, header: text, body: stored }: Row, reader: Reader): void {
  if (seq === null) return;
  const header = objectIn(parsed(text));
  const read = (): Json => reader.body({ run: found.run, source, header: text, body: stored });
  const said = (name: string): string => (typeof header[name] === 'string' ? header[name] : '');
  const approval = said('approval');
  switch (kind) {
    case 'run-started':
      if (found.agent) return; // the first counts
      found.starter = starterIn(read()) ?? found.starter; // sealed, where the row can be changed
      found.agent = [said('agent'), Number(header['agentVersion'])].join('@');
      return;
    case 'approval-asked': {
      const body = orEmpty(read);
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
        shown: textDigest(stored),
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
      found.claimed.push({ seq, approval, decision: said('decision') as DecisionKind, body: orEmpty(read) });
  }
}

function starterIn(body: Json): string | undefined {
  const { starter } = objectIn(body);
  return typeof starter === 'string' ? starter : undefined;
}

function originIn(value: Json | undefined): Origin | undefined {
  const { seq, fact } = (value ?? {}) as { seq?: unknown; fact?: unknown };
  if (typeof seq === 'number') return { seq };
  return typeof fact === 'number' ? { fact } : undefined;
}

/** What was not written with the run's key says nothing. */
function orEmpty(read: () => Json): Record<string, Json> {
  try {
    return objectIn(read());
  } catch (error) {
    if (error instanceof SeaworthyError && error.code === 'Ledger.Unreadable') return {};
    throw error;
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function objectIn(value: Json): Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
