import { workflowTypeOf } from '../agents/workflow-type-of';
import { systemsOf } from '../agents/systems-of';
import type { Agent } from '../agents/define-agent';
import { versionOf } from '../agents/version-of';
import type { MapData } from '../contracts/map';
import { newestEvidence } from '../ledger/evidence';
import type { Ledger } from '../ledger/ledger';
import { readDelegationFigures } from '../ledger/readiness-delegation';
import { readOpenDrifts, readRehearsedHalt, readRunsSeen } from '../ledger/readiness-runs';
import { readRules } from '../ledger/rules';
import { workflowFigures } from '../ledger/workflow-figures';
import type { Capacity } from '../gateway/costs/capacity';
import { checkCompleteness } from '../gateway/check-completeness';
import { askAlerts } from './ask-alerts';
import type { Evidence } from './evidence';
import { FRESH_DAYS } from './evidence';
import { readCost } from './read-cost';
import { readFeedback } from './read-feedback';
import type { Verifying } from './verify-now';

interface Asked {
  agent: Agent;
  map: MapData;
  /** All there are: systems are shared. */
  agents: Readonly<Record<string, Agent>>;
  capacity: Capacity;
  /** Runs a month; as the agent declares where it is not given. */
  at?: number | undefined;
  /** Where Prometheus is. */
  prometheus: string | undefined;
  verifying: Verifying;
}

/** For completeness each run is read whole, so the newest have to do. */
const COMPLETE = 200;

/** Gathers all that criteria look at. */
export async function readEvidence(ledger: Ledger, asked: Asked): Promise<Evidence> {
  const { agent, map, verifying, prometheus } = asked;
  const now = new Date();
  const since = new Date(now.getTime() - FRESH_DAYS * 86_400_000);
  const version = versionOf(agent, map);
  const workflow = workflowTypeOf(agent);
  const span = { workflow, since, until: now };
  const systems = systemsOf({ [agent.name]: agent }).map(({ name }) => name);
  const runs = await readRunsSeen(ledger, { workflow, since, agentVersion: agent.version, digest: version.digest });
  const inUse = new Set(runs.inUse);
  const newest = new Set(runs.inUse.slice(0, COMPLETE));
  const [figures, completeness, drills, { version: rulesVersion }] = await Promise.all([
    workflowFigures(ledger, span),
    checkCompleteness(ledger, span, newest),
    newestEvidence(ledger, agent.name),
    readRules(ledger),
  ]);
  const [verification, halt, alerts, drifts, feedback, cost, delegation] = await Promise.all([
    verifying.now(),
    readRehearsedHalt(ledger, scopesOf(agent, systems)),
    askAlerts(prometheus),
    readOpenDrifts(ledger, systems),
    readFeedback(ledger, { agent, workflow }),
    readCost(ledger, { ...asked, ...span, runs: inUse }),
    readDelegationFigures(ledger, { workflow, since }),
  ]);
  return {
    ...{ now, workflow: agent.name, agent, map, version, rulesVersion, runs, figures, completeness, drills },
    ...{ verification, halt, alerts, drifts, cost, feedback, delegation },
  };
}

/** Halts that would stop this workflow. */
function scopesOf({ name, tools }: Agent, systems: readonly string[]): string[] {
  return [
    ...['all', `workflow ${name}`, `agent ${name}`, 'system anthropic'],
    ...Object.keys(tools).map((tool) => `tool ${tool}`),
    ...systems.map((system) => `system ${system}`),
  ];
}
