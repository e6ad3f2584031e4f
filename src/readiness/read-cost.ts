import type { Agent } from '../agents/define-agent';
import { systemsOf } from '../agents/systems-of';
import type { Capacity } from '../gateway/costs/capacity';
import { project } from '../gateway/costs/project';
import { prices } from '../integrations/prices/prices';
import { listBudgets } from '../ledger/budgets';
import type { Ledger } from '../ledger/ledger';
import { readRates } from '../ledger/rates';
import { readUsage } from '../ledger/read-usage';
import type { RunUsage } from '../ledger/read-usage';
import type { Cost } from './evidence';

interface Asked {
  agent: Agent;
  agents: Readonly<Record<string, Agent>>;
  capacity: Capacity;
  at?: number | undefined;
  /** The type that Temporal knows it by. */
  workflow: string;
  since: Date;
  until: Date;
  /** That count: of this version, and no drill's. */
  runs: ReadonlySet<string>;
}

const NEWEST = 5_000;
const SEED = 1;

/** A month of the declared volume, from the runs that count, and what it may cost. */
export async function readCost(ledger: Ledger, asked: Asked): Promise<Cost> {
  const { agent, workflow, since, until, capacity, runs } = asked;
  const volume = asked.at ?? agent.monthlyRuns ?? null;
  const { budgets } = await listBudgets(ledger);
  const budget = budgets.find(({ scope, name }) => scope === 'workflow-month' && name === agent.name)?.limit ?? null;
  const usages: RunUsage[] = [];
  for await (const usage of readUsage(ledger, { workflow, since, until, limit: NEWEST, ended: true }))
    if (runs.has(usage.run)) usages.push(usage);
  if (volume === null || usages.length === 0) return { volume, budget, projection: null, unpriced: null };
  const systemOf = (tool: string): string | undefined => agent.tools[tool]?.system.name;
  const set = await readRates(ledger);
  const rates = new Map(
    systemsOf(asked.agents).flatMap(({ name, rps }) => {
      const rate = set.get(name)?.set ?? rps;
      return rate === undefined ? [] : [[name, rate] as const];
    }),
  );
  const models = agent.models.slice(1);
  try {
    const told = project(usages, {
      ...{ book: prices(), systemOf, models, rates, at: volume, seed: SEED, since, until },
      ...capacity,
    });
    const span = { since: since.toISOString(), until: until.toISOString() };
    return { volume, budget, projection: { name: agent.name, ...span, ...told }, unpriced: null };
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('There is no price')) throw error;
    return { volume, budget, projection: null, unpriced: error.message };
  }
}
