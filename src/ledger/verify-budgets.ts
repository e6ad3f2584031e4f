import { Decimal } from 'decimal.js';
import type { ClientBase } from 'pg';
import type { Finding } from './verify-finding';
import type { RawEntry } from './verify-seal';
import { readRaw } from './verify-session';

interface Budget {
  id: string;
  scope: string;
  name: string;
  raised: string;
}

/** By how much people have raised budgets, as the entries say, held against what the budgets say. A month's is raised by many runs. */
export class BudgetsCheck {
  private readonly raisings: { run: string; budget: string; usd: Decimal }[] = [];

  add({ kind, run, header }: RawEntry): void {
    if (kind !== 'budget-raised') return;
    const raised = readable(header);
    if (raised) this.raisings.push({ run, ...raised });
  }

  /** Like `project` in the database: a run raises budgets of its own and of months, and no other run's. */
  async end(client: ClientBase): Promise<Finding[]> {
    const budgets = await readRaw<Budget>(client, 'select id, scope, name, raised from public.budgets order by id');
    const there = new Set(budgets.map(({ id }) => String(id)));
    const gone = [...new Set(this.raisings.map(({ budget }) => budget))].filter((id) => !there.has(id));
    const differing = budgets.filter(
      ({ id, scope, name, raised }) =>
        !this.raisings
          .filter(({ budget, run }) => budget === String(id) && (scope !== 'run' || name === run))
          .reduce((sum, { usd }) => sum.plus(usd), new Decimal(0))
          .equals(raised),
    );
    return [
      ...gone.map((id) => ({ what: 'budget', id, of: 'it is gone' }) as const),
      ...differing.map(({ id, scope, name }) => ({ what: 'budget', id: String(id), of: `${scope} ${name}` }) as const),
    ];
  }
}

/** What cannot be read we would not have written: the run's own check says so. */
function readable(header: string): { budget: string; usd: Decimal } | undefined {
  try {
    const { budget, usd } = JSON.parse(header) as { budget: number; usd: string };
    return { budget: String(budget), usd: new Decimal(usd) };
  } catch {
    return undefined;
  }
}
