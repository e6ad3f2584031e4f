import { Context } from '@temporalio/activity';
import type { EngineActivities, Route } from '../contracts/activities';
import type { Agent } from '../agents/define-agent';
import { queueOf } from '../agents/define-system';
import { versionOf } from '../agents/version-of';
import type { NewEntry } from '../contracts/entry';
import { SeaworthyError } from '../contracts/errors';
import type { Json } from '../contracts/json';
import { chooseGuidance } from '../ledger/choose-guidance';
import type { Chosen } from '../ledger/choose-guidance';
import { digestFacts } from '../ledger/guidance';
import type { Ledger } from '../ledger/ledger';
import { startRun } from '../ledger/start-run';
import { newRunSecret } from '../masking/run-secret';
import { faultPoint } from '../fault-point';
import { traces } from '../telemetry/tracing';
import { weighLineage } from './delegation/weigh-lineage';
import type { Deps } from './deps';
import { whatAbout } from './what-about';
import { guarded } from './guarded';
import { needsAdmission, weighAdmission } from './weigh-admission';
import type { Weighed } from './weigh-admission';

/**
 * The first activity of a run: makes its row, and tells the workflow where each tool's activities are served. The row is of the run's first
 * execution: a reset one asks before it goes on, also where the ledger has lost the run.
 */
export function createBegin(deps: Deps): EngineActivities['begin'] {
  const { ledger, agents, maps, mainQueue, environment } = deps;
  return guarded(ledger, async (given, attempt) => {
    const { position, agent: name, tenant, starter, input = null, workflow, firstTemporalRun, parent } = given;
    const agent = agents[name];
    if (!agent) throw new SeaworthyError('Workflow.Unknown', `No agent ${name} on this worker.`);
    const map = maps[name];
    const { workflowId = '', runId = '' } = Context.current().info.workflowExecution ?? {};
    const stranger = parent && (await weighLineage(ledger, { parent, run: position.run, agent: name, tenant }));
    const { version: chosen, guidance, ...canary } = await choose(ledger, agent, { run: position.run, tenant, input });
    const started: NewEntry = {
      source: 'begin',
      kind: 'run-started',
      step: null,
      header: {
        ...{ workflow, workflowId, tenant, agent: agent.name, agentVersion: agent.version, version: chosen, ...canary },
        ...(guidance.length > 0 ? { guidance } : {}),
        ...(map ? { declared: versionOf(agent, map).digest } : {}),
        traced: traces(),
        ...(parent && stranger === undefined ? { parent: parent.run, parentCall: parent.call } : {}),
      },
      // Sealed: the run's row, which says who may not approve, can be held against `starter`.
      body: { starter, input, secret: newRunSecret() },
    };
    const temporalRun = firstTemporalRun || runId;
    const registered = parent !== undefined && stranger === undefined; // its parent has started it
    const run = { id: position.run, tenant, starter, temporalRun, workflow, workflowId, registered };
    const { incarnation, version } = await startRun(ledger, run, started);
    const weighed = needsAdmission(agent, environment) && (await weigh(deps, agent));
    const admitted: NewEntry[] =
      weighed && 'admission' in weighed
        ? [{ source: 'admitted', kind: 'run-admitted', step: null, header: { admission: weighed.admission } }]
        : [];
    await attempt.begin([started, ...admitted]);
    faultPoint('begin.recorded');
    const routes: Record<string, Route> = {};
    for (const [tool, { system, effect }] of Object.entries(agent.tools)) {
      routes[tool] = {
        queue: queueOf(system, mainQueue),
        system: system.name,
        effect,
        startToClose: 4 * system.requestTimeoutMs + 10_000,
      };
    }
    const why = stranger ?? (weighed && 'why' in weighed ? weighed.why : undefined);
    return { type: 'begun' as const, incarnation, version, routes, ...(why === undefined ? {} : { notAdmitted: why }) };
  });
}

/** What the run is told beyond the agent's code. A second attempt may choose otherwise: what the run's entry names, counts. */
async function choose(
  ledger: Ledger,
  agent: Agent,
  { run, tenant, input }: { run: string; tenant: string; input: Json },
): Promise<Chosen> {
  return chooseGuidance(ledger, {
    agent,
    tenant,
    about: async () => {
      const about = await whatAbout(ledger, agent, input);
      return { subject: about?.subject ?? run, facts: await digestFacts(ledger, about?.facts ?? {}) };
    },
  });
}

async function weigh(deps: Deps, agent: Agent): Promise<Weighed> {
  const map = deps.maps[agent.name];
  return map ? weighAdmission(deps, agent, map) : { why: `No map ${agent.name} on this worker.` };
}
