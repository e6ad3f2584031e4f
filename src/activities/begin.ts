import { Context } from '@temporalio/activity';
import type { EngineActivities, Route } from '../contracts/activities';
import { queueOf } from '../agents/define-system';
import { SeaworthyError } from '../contracts/errors';
import { startRun } from '../ledger/start-run';
import { Attempt } from './attempt';
import type { Deps } from './deps';
import { guarded } from './guarded';

/** The first activity of a run: makes its row, and tells the workflow where each tool's activities are served. */
export function createBegin({ ledger, agents, mainQueue }: Deps): EngineActivities['begin'] {
  return guarded(async ({ position, agent: name, tenant, starter, workflow }) => {
    const agent = agents[name];
    if (!agent) throw new SeaworthyError('Workflow.Unknown', `No agent ${name} on this worker.`);
    const { workflowExecution } = Context.current().info;
    const incarnation = await startRun(ledger, {
      id: position.run,
      tenant,
      starter,
      temporalRun: workflowExecution?.runId ?? '',
    });
    const attempt = new Attempt(ledger, position);
    await attempt.append([
      {
        source: 'begin',
        kind: 'run-started',
        step: null,
        header: {
          workflow,
          workflowId: workflowExecution?.workflowId ?? '',
          tenant,
          agent: agent.name,
          agentVersion: agent.version,
        },
        body: { starter }, // sealed: the run's row, which says who may not approve, can be held against it
      },
    ]);
    await attempt.begin();
    const routes: Record<string, Route> = {};
    for (const [tool, { system, effect }] of Object.entries(agent.tools)) {
      routes[tool] = {
        queue: queueOf(system, mainQueue),
        system: system.name,
        effect,
        startToClose: 4 * system.requestTimeoutMs + 10_000,
      };
    }
    return { type: 'begun' as const, incarnation, routes };
  });
}
