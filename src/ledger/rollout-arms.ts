import type { Arm } from '../contracts/rollouts';
import { rateOf } from '../statistics/rate-of';
import type { Ledger } from './ledger';

/** A run counts as bad once, whatever was wrong with it. What a person decides differently is told beside its flag; the flag of it adds nothing. */
const ARMS = `
  with told as materialized (
    select r.id, r.arm, r.status = 'ended' and r.ended_at <= clock_timestamp() - $2 * interval '1 s' as ended, r.usd,
      exists (select 1 from flags f where f.run = r.id and f.status <> 'rejected' and f.origin in ('person', 'supplier')) as flagged,
      exists (select 1 from approvals a where a.run = r.id and a.decision = 'edit') as edited,
      exists (select 1 from approvals a where a.run = r.id and a.decision = 'deny') as denied,
      exists (select 1 from entries e where e.run = r.id and e.kind = 'approval-escalated') as escalated
    from runs r where r.rollout = $1
  ), thought as (
    select t.arm, e.step, count(distinct t.id)::int as runs, sum((e.header::jsonb->>'usd')::numeric) as usd, sum((e.header::jsonb->>'ms')::numeric) as ms
    from told t join entries e on e.run = t.id and e.kind = 'thought' where t.ended group by 1, 2
  )
  select arm, count(*)::int as begun, (count(*) filter (where ended))::int as ended,
    (count(*) filter (where ended and (flagged or edited or denied or escalated)))::int as bad,
    (count(*) filter (where ended and flagged))::int as flagged, (count(*) filter (where ended and edited))::int as edited,
    (count(*) filter (where ended and denied))::int as denied, (count(*) filter (where ended and escalated))::int as escalated,
    coalesce(avg(usd) filter (where ended), 0)::float8 as usd,
    coalesce((select jsonb_agg(jsonb_build_object('step', step, 'runs', runs, 'usd', usd / runs, 'ms', ms / runs) order by step)
      from thought h where h.arm = told.arm), '[]') as steps
  from told group by arm`;

interface Row extends Omit<Arm, 'bad'> {
  arm: 'canary' | 'control';
  bad: number;
}

const NONE: Arm = {
  ...{ begun: 0, ended: 0, bad: rateOf(0, 0), flagged: 0, edited: 0, denied: 0, escalated: 0, usd: 0, steps: [] },
};

/** Both sides of a rollout as they stand; a run counts as ended so many seconds after it has, from clear headers and projections. */
export async function rolloutArms(
  ledger: Ledger,
  rollout: number,
  ripensS: number,
): Promise<{ canary: Arm; control: Arm }> {
  const { rows } = await ledger.pool.query<Row>(ARMS, [rollout, ripensS]);
  const side = (wanted: Row['arm']): Arm => {
    const row = rows.find(({ arm }) => arm === wanted);
    if (!row) return NONE;
    const { arm: _, bad, ...arm } = row;
    return { ...arm, bad: rateOf(bad, arm.ended) };
  };
  return { canary: side('canary'), control: side('control') };
}
