import type { Candidate } from '../contracts/proofs';
import type { Look, Rollout, RolloutSettings } from '../contracts/rollouts';
import { SeaworthyError } from '../contracts/errors';
import { rateChange } from '../statistics/rate-change';
import { activateGuidance } from './guidance';
import type { Ledger } from './ledger';
import { operate } from './operations';
import { encryptNote, noteReader } from './operators-note';
import type { OperatorsNote } from './operators-note';
import { readProof } from './proofs';
import { rolloutArms } from './rollout-arms';

interface Row {
  id: string;
  workflow: string;
  agent_version: number;
  proof: string;
  guidance: string[];
  settings: RolloutSettings;
  made: Buffer;
  state: Rollout['state'];
  started_at: Date;
  ended_at: Date | null;
  ended: Buffer | null;
  looks: Look[];
}

const SELECT = `select r.*, coalesce((select jsonb_agg(l.seen || jsonb_build_object('look', l.look, 'at', l.at) order by l.look)
  from rollout_looks l where l.rollout = r.id), '[]') as looks from rollouts r`;

/** @throws SeaworthyError `Rollout.Refused` where one of the workflow is under way */
export async function startRollout(
  ledger: Ledger,
  request: {
    proof: string;
    workflow: string;
    agentVersion: number;
    candidate: Candidate;
    settings: RolloutSettings;
  } & OperatorsNote,
): Promise<Rollout> {
  const { proof, workflow, agentVersion, candidate, settings, by, why } = request;
  const { guidance, ...overrides } = candidate;
  const made = await encryptNote(ledger, placeOfStart(proof), { by, why });
  const id = await operate(ledger, async (client) => {
    const { rowCount } = await client.query(`select 1 from rollouts where workflow = $1 and state = 'canary'`, [
      workflow,
    ]);
    if (rowCount)
      throw new SeaworthyError('Rollout.Refused', `One of ${workflow} is under way: end it, or wait for its horizon.`);
    const { rows } = await client.query<{ id: string }>(
      `insert into rollouts (workflow, agent_version, proof, guidance, overrides, settings, made) values ($1, $2, $3, $4, $5, $6, $7) returning id`,
      [workflow, agentVersion, proof, guidance, Object.keys(overrides).length > 0, JSON.stringify(settings), made],
    );
    const rollout = Number(rows[0]!.id);
    return {
      result: rollout,
      entry: {
        source: `rollout:${rollout}`,
        kind: 'rollout-started',
        step: null,
        header: { rollout, workflow, proof, guidance },
        body: { by, why, settings },
      },
    };
  });
  return readRollout(ledger, id);
}

/**
 * Ends a canary, once. Promoted, its guidance is in force for runs that begin from now on; either way, runs under way keep what they began with.
 * @throws SeaworthyError `Rollout.Unknown` where it is not under way
 */
export async function endRollout(
  ledger: Ledger,
  id: number,
  { to, by, why }: OperatorsNote & { to: 'promoted' | 'rolled-back' },
): Promise<void> {
  const { canary, control } = await readRollout(ledger, id);
  const ended = await encryptNote(ledger, placeOfEnd(id), { by, why });
  await operate(ledger, async (client) => {
    const { rows } = await client.query<Row>(
      `update rollouts set state = $2, ended = $3, ended_at = clock_timestamp() where id = $1 and state = 'canary' returning *`,
      [id, to, ended],
    );
    if (!rows[0]) throw unknown(id);
    const { workflow, guidance } = rows[0];
    if (to === 'promoted') await activateGuidance(client, guidance);
    const seen = (arm: typeof canary) => ({ bad: arm.bad.count, of: arm.ended });
    return {
      result: undefined,
      entry: {
        source: `rollout:${id}:ended`,
        kind: 'rollout-ended',
        step: null,
        header: { rollout: id, workflow, to, canary: seen(canary), control: seen(control) },
        body: { by, why },
      },
    };
  });
}

/** What the guard saw at one of its looks; each is taken once, whichever gateway was first. */
export async function noteLook(ledger: Ledger, id: number, { look, at: _, ...seen }: Look): Promise<boolean> {
  return operate(ledger, async (client) => {
    const { rowCount } = await client.query(
      'insert into rollout_looks (rollout, look, seen) values ($1, $2, $3) on conflict do nothing',
      [id, look, JSON.stringify(seen)],
    );
    if (!rowCount) return { result: false };
    const header = { rollout: id, look, ...seen };
    return {
      result: true,
      entry: { source: `rollout:${id}:look:${look}`, kind: 'rollout-looked', step: null, header },
    };
  });
}

/** @throws SeaworthyError `Rollout.Unknown` */
export async function readRollout(ledger: Ledger, id: number): Promise<Rollout> {
  const { rows } = await ledger.pool.query<Row>(`${SELECT} where r.id = $1`, [id]);
  if (!rows[0]) throw unknown(id);
  return (await tell(ledger, rows))[0]!;
}

/** The newest ten; those under way alone with `underWay`. What became of each is counted anew. */
export async function listRollouts(
  ledger: Ledger,
  { workflow, underWay = false }: { workflow?: string; underWay?: boolean },
): Promise<Rollout[]> {
  const { rows } = await ledger.pool.query<Row>(
    `${SELECT} where ($1::text is null or r.workflow = $1) and (not $2 or r.state = 'canary') order by r.id desc limit 10`,
    [workflow ?? null, underWay],
  );
  return tell(ledger, rows);
}

/** What the candidate of a rollout has in the place of the agent's own. */
export async function overridesOf(ledger: Ledger, rollout: number): Promise<Omit<Candidate, 'guidance'>> {
  const { rows } = await ledger.pool.query<{ proof: string }>('select proof from rollouts where id = $1', [rollout]);
  if (!rows[0]) throw unknown(rollout);
  const { guidance: _, ...overrides } = (await readProof(ledger, rows[0].proof)).candidate;
  return overrides;
}

/** Of which promoted rollout an agent has overrides; they are given up with its next version. */
export async function overridingRollout(
  ledger: Ledger,
  agent: { name: string; version: number },
): Promise<number | undefined> {
  const { rows } = await ledger.pool.query<{ id: string }>(
    `select id from rollouts where workflow = $1 and agent_version = $2 and state = 'promoted' and overrides order by ended_at desc limit 1`,
    [agent.name, agent.version],
  );
  return rows[0] && Number(rows[0].id);
}

async function tell(ledger: Ledger, rows: readonly Row[]): Promise<Rollout[]> {
  if (rows.length === 0) return [];
  const noted = await noteReader(ledger);
  return Promise.all(
    rows.map(async ({ workflow, agent_version: agentVersion, proof, guidance, settings, state, ...row }) => {
      const id = Number(row.id);
      const { canary, control } = await rolloutArms(ledger, id, settings.ripensS);
      const looks = row.looks.map((look) => ({ ...look, at: new Date(look.at).toISOString() }));
      return {
        ...{ id, workflow, agentVersion, proof, guidance, settings, state, canary, control, looks },
        ...noted(placeOfStart(proof), row.made),
        startedAt: row.started_at.toISOString(),
        ended: row.ended && row.ended_at && { at: row.ended_at.toISOString(), ...noted(placeOfEnd(id), row.ended) },
        change: rateChange(canary.bad, control.bad),
      };
    }),
  );
}

function placeOfStart(proof: string): string {
  return `rollout of ${proof}`;
}

function placeOfEnd(id: number): string {
  return `end of rollout ${id}`;
}

function unknown(id: number): SeaworthyError {
  return new SeaworthyError('Rollout.Unknown', `Rollout ${id} is not under way.`);
}
