import { randomUUID } from 'node:crypto';
import type { Candidate, Proof, ProofReport, ProofSettings } from '../contracts/proofs';
import { SeaworthyError } from '../contracts/errors';
import type { Json } from '../contracts/json';
import { encodeBody } from './encode';
import type { Ledger } from './ledger';
import { operate, OPERATIONS } from './operations';
import { placeOf, readerOf } from './reader';
import { runCipher } from './run-cipher';

interface Row {
  id: string;
  workflow: string;
  agent_version: number;
  settings: ProofSettings;
  made: Buffer;
  state: Proof['state'];
  report: ProofReport | null;
  made_at: Date;
  replayed: number;
}

interface Made {
  candidate: Candidate;
  by: string;
  why: string;
}

/** One replay of an item: ids and numbers alone. */
export interface Replay {
  item: string;
  arm: 'now' | 'candidate';
  repeat: number;
  result: ReplayResult;
}

export interface ReplayResult {
  /** `diverged`: it asked for what was not recorded. */
  ended: 'concluded' | 'diverged' | 'exhausted' | 'refused';
  passed: boolean;
  turns: number;
  usd: string;
  ms: number;
}

const SELECT = `select p.*, (select count(*)::int from replays r where r.proof = p.id) as replayed from proofs p`;

export async function requestProof(
  ledger: Ledger,
  request: {
    workflow: string;
    agentVersion: number;
    candidate: Candidate;
    settings: ProofSettings;
    by: string;
    why: string;
  },
): Promise<Proof> {
  const { workflow, agentVersion, candidate, settings, by, why } = request;
  const id = `proof-${randomUUID().slice(0, 13)}`;
  const made: Made = { candidate, by, why };
  const cipher = await runCipher(ledger, OPERATIONS);
  const sealed = cipher.encrypt(encodeBody(made as unknown as Json), placeOf(OPERATIONS, placeIn(id)));
  await operate(ledger, async (client) => {
    await client.query(
      'insert into proofs (id, workflow, agent_version, guidance, settings, made) values ($1, $2, $3, $4, $5, $6)',
      [id, workflow, agentVersion, candidate.guidance, JSON.stringify(settings), sealed],
    );
    return {
      result: undefined,
      entry: {
        source: id,
        kind: 'proof-asked',
        step: null,
        header: { proof: id, workflow, guidance: candidate.guidance },
        body: { by, why },
      },
    };
  });
  return readProof(ledger, id);
}

/** @throws SeaworthyError `Proof.Unknown` */
export async function readProof(ledger: Ledger, id: string): Promise<Proof> {
  const { rows } = await ledger.pool.query<Row>(`${SELECT} where p.id = $1`, [id]);
  if (!rows[0]) throw new SeaworthyError('Proof.Unknown', `There is no proof ${id.slice(0, 60)}.`);
  return (await tell(ledger, rows))[0]!;
}

/** The newest hundred. */
export async function listProofs(ledger: Ledger, { workflow }: { workflow?: string }): Promise<Proof[]> {
  const { rows } = await ledger.pool.query<Row>(
    `${SELECT} where $1::text is null or p.workflow = $1 order by p.made_at desc limit 100`,
    [workflow ?? null],
  );
  return tell(ledger, rows);
}

/** Those that are not done, the oldest first. */
export async function listUnproved(ledger: Ledger): Promise<string[]> {
  const { rows } = await ledger.pool.query<{ id: string }>(
    `select id from proofs where state <> 'done' order by made_at limit 20`,
  );
  return rows.map(({ id }) => id);
}

export async function beginProof(ledger: Ledger, id: string): Promise<void> {
  await ledger.pool.query(`update proofs set state = 'running' where id = $1 and state = 'waiting'`, [id]);
}

/** Once each: an attempt that follows another repeats nothing. */
export async function putReplay(ledger: Ledger, proof: string, { item, arm, repeat, result }: Replay): Promise<void> {
  await ledger.pool.query(
    'insert into replays (proof, item, arm, repeat, result) values ($1, $2, $3, $4, $5) on conflict do nothing',
    [proof, item, arm, repeat, JSON.stringify(result)],
  );
}

export async function listReplays(ledger: Ledger, proof: string): Promise<Replay[]> {
  const { rows } = await ledger.pool.query<Replay>(
    'select item, arm, repeat, result from replays where proof = $1 order by item, arm, repeat',
    [proof],
  );
  return rows;
}

export async function endProof(ledger: Ledger, id: string, report: ProofReport): Promise<void> {
  await ledger.pool.query(
    `update proofs set state = 'done', report = $2, done_at = clock_timestamp() where id = $1 and done_at is null`,
    [id, JSON.stringify(report)],
  );
}

async function tell(ledger: Ledger, rows: readonly Row[]): Promise<Proof[]> {
  if (rows.length === 0) return [];
  const reader = await readerOf(ledger, OPERATIONS);
  return rows.map(({ id, workflow, agent_version: agentVersion, settings, state, replayed, report, ...row }) => {
    const { candidate, by, why } = reader.content(placeIn(id), row.made) as unknown as Made;
    const at = row.made_at.toISOString();
    return { id, workflow, agentVersion, candidate, settings, state, replayed, by, why, at, report };
  });
}

function placeIn(id: string): string {
  return `proof ${id}`;
}
