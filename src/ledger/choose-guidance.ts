import type { RolloutArm } from '../contracts/entry';
import type { Ledger } from './ledger';
import { indexCipher } from './run-cipher';

/** What a run is told from beyond its agent's code, as its first entry notes it. */
export interface Chosen {
  /** Of agent, guidance and canary together: `3`, `3.g4`, `3.g4+r7`. */
  version: string;
  /** Ids with version. */
  guidance: string[];
  rollout?: number;
  arm?: RolloutArm;
  /** The rollout whose candidate has instructions, a model or tools in the place of the agent's own. */
  overrides?: number;
}

/** By what it is chosen. */
export interface Grounds {
  agent: { name: string; version: number };
  tenant: string;
  /** Asked for only where it matters. `subject` is the same for the same thing; of the facts only keyed digests. */
  about: () => Promise<{ subject: string; facts: Readonly<Record<string, string>> }>;
}

interface Rule {
  ref: string;
  id: string;
  active: boolean;
  /** Keyed digests. */
  about: Record<string, string>;
}

interface Ground {
  rules: Rule[];
  canary: { id: number; guidance: string[]; share: number; overrides: boolean } | null;
  /** How often what is in force has changed. */
  changes: number;
  overriding: number | null;
}

/** All of it by one statement, hence of one moment. */
const GROUND = `
  with canary as (
    select * from rollouts where workflow = $1 and agent_version = $3 and state = 'canary'
  ) select
    (select coalesce(jsonb_agg(jsonb_build_object('ref', id || '@' || version, 'id', id, 'active', active_at is not null, 'about', about)
        order by coalesce(active_at, proposed_at), id), '[]')
      from guidance where workflow = $1 and retired_at is null and (tenant is null or tenant = $2)
        and (active_at is not null or id || '@' || version = any (select unnest(guidance) from canary))) as rules,
    (select jsonb_build_object('id', id, 'guidance', guidance, 'share', settings->'share', 'overrides', overrides) from canary) as canary,
    ((select count(*) from rollouts where workflow = $1 and state = 'promoted')
      + (select count(*) from guidance where workflow = $1 and active_at is not null and retired_at is not null))::int as changes,
    (select id from rollouts where workflow = $1 and agent_version = $3 and state = 'promoted' and overrides order by ended_at desc limit 1)::int as overriding`;

/**
 * Once, when a run begins: guidance in force whose scope it falls under, in an order that stays; and on which side of a rollout it is. A run that
 * the candidate would tell nothing is on neither.
 */
export async function chooseGuidance(ledger: Ledger, { agent, tenant, about }: Grounds): Promise<Chosen> {
  const { rows } = await ledger.pool.query<Ground>({
    name: 'choose-guidance',
    text: GROUND,
    values: [agent.name, tenant, agent.version],
  });
  const { rules, canary, changes, overriding } = rows[0]!;
  const version = `${agent.version}${changes > 0 ? `.g${changes}` : ''}`;
  const inPlace = overriding === null ? {} : { overrides: overriding };
  if (rules.length === 0 && !canary) return { version, guidance: [], ...inPlace };
  const { subject, facts } = await about();
  const told = rules.filter((rule) => Object.entries(rule.about).every(([name, digest]) => facts[name] === digest));
  const inForce = told.filter(({ active }) => active);
  const now = { version, guidance: inForce.map(({ ref }) => ref), ...inPlace };
  const proposed = told.filter(({ ref }) => canary?.guidance.includes(ref));
  if (!canary || (proposed.length === 0 && !canary.overrides)) return now;
  const { id: rollout, share } = canary;
  if ((await placeIn(ledger, rollout, subject)) >= share) return { ...now, rollout, arm: 'control' };
  const replaced = new Set(proposed.map(({ id }) => id));
  return {
    ...now,
    version: `${version}+r${rollout}`,
    guidance: [...inForce.filter(({ id }) => !replaced.has(id)), ...proposed].map(({ ref }) => ref),
    ...{ rollout, arm: 'canary' },
    ...(canary.overrides ? { overrides: rollout } : {}),
  };
}

/** From 0 to 1: the same for the same subject in the same rollout, and for another rollout another. */
async function placeIn(ledger: Ledger, rollout: number, subject: string): Promise<number> {
  const digest = (await indexCipher(ledger)).digest(`rollout ${rollout}\n${subject}`);
  return Number.parseInt(digest.slice(0, 13), 16) / 16 ** 13;
}
