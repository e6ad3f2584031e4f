import { randomUUID } from 'node:crypto';
import type { BudgetItem, BudgetList, MonthScope } from '../contracts/budgets';
import type { Ledger } from './ledger';
import { operate } from './operations';

const THIS_MONTH = `date_trunc('month', clock_timestamp() at time zone 'UTC')::date`;

/** The budgets of this month; with `tenants` those of these alone, and of no workflow, whose money is not one tenant's. */
export async function listBudgets(
  ledger: Ledger,
  { tenants }: { tenants?: readonly string[] } = {},
): Promise<BudgetList> {
  const [{ rows: budgets }, { rows: unknown }, { rows: months }] = await Promise.all([
    ledger.pool.query<BudgetItem>(BUDGETS, [tenants ?? null]),
    ledger.pool.query<BudgetList['unknown'][number] & { at: Date }>(
      `select r.run, r.step, r.model, r.made_at as at, trim_scale(r.usd)::text as usd from reservations r
       where r.settled_at is null and r.lapses_at <= clock_timestamp() and r.made_at >= ${THIS_MONTH} at time zone 'UTC'
         and ($1::text[] is null or (select tenant from runs where id = r.run) = any ($1))
       order by r.made_at desc limit 100`,
      [tenants ?? null],
    ),
    ledger.pool.query<{ month: string }>(`select to_char(${THIS_MONTH}, 'YYYY-MM') as month`),
  ]);
  return {
    month: months[0]!.month,
    budgets,
    unknown: unknown.map((call) => ({ ...call, at: new Date(call.at).toISOString() })),
  };
}

/** A budget that nobody has spent of this month yet is told by the limit that it will begin with. */
const BUDGETS = `
  with latest as (
    select distinct on (scope, name) id, scope, name, limit_usd, month = ${THIS_MONTH} as current, raised, drawn from budgets
    where scope <> 'run' and ($1::text[] is null or scope = 'tenant-month' and name = any ($1)) order by scope, name, month desc
  ), told as (
    select l.scope, l.name, l.limit_usd, case when current then l.raised else 0 end as raised, case when current then l.drawn else 0 end as drawn,
      coalesce(sum(r.usd) filter (where r.lapses_at <= clock_timestamp()), 0) as unknown,
      coalesce(sum(r.usd) filter (where r.lapses_at > clock_timestamp()), 0) as reserved
    from latest l left join reservations r on current and r.settled_at is null and l.id = any (r.budgets)
    where current or limit_usd is not null group by l.id, l.scope, l.name, l.limit_usd, l.raised, l.drawn, current
  )
  select scope, name, trim_scale(limit_usd)::text as limit, trim_scale(raised)::text as raised,
    trim_scale(drawn - unknown - reserved)::text as spent, trim_scale(unknown)::text as unknown, trim_scale(reserved)::text as reserved,
    trim_scale(limit_usd + raised - drawn)::text as left
  from told order by scope, name`;

/** Sets what may be spent in this month and those that follow; null: no limit. Holds for the next call that is reserved, in all processes. */
export function setBudget(
  ledger: Ledger,
  { scope, name, usd, why, by }: { scope: MonthScope; name: string; usd: string | null; why: string; by: string },
): Promise<void> {
  return operate(ledger, async (client) => {
    await client.query(
      `insert into budgets (scope, name, month, limit_usd) values ($1, $2, ${THIS_MONTH}, $3)
       on conflict (scope, name, month) do update set limit_usd = excluded.limit_usd`,
      [scope, name, usd],
    );
    return {
      result: undefined,
      entry: {
        source: `budget:${randomUUID()}`,
        kind: 'budget-set',
        step: null,
        header: { scope, name, usd: usd ?? '' },
        body: { by, why },
      },
    };
  });
}
