import { workflowTypeOf } from '../agents/workflow-type-of';
import type { Agent } from '../agents/define-agent';
import { keptUntil, localDay } from '../agents/retention';
import { SeaworthyError } from '../contracts/errors';
import type { Erasable } from '../ledger/erasures';

/** What is against erasing a run, if anything is. Of one whose agent is not here nobody can tell how long it must be kept, so it is. */
export function againstErasing(
  agents: Readonly<Record<string, Agent>>,
  { run, workflow, status, end, endedAt, now, wrote, holds }: Erasable,
): SeaworthyError | undefined {
  if (status !== 'ended' || endedAt === null) return new SeaworthyError('Run.NotEnded', `Run ${run} is ${status}.`);
  if (holds > 0)
    return new SeaworthyError('Run.Held', `On run ${run} there ${holds === 1 ? 'is 1 hold' : `are ${holds} holds`}.`);
  const agent = Object.values(agents).find((each) => workflowTypeOf(each) === workflow);
  if (!agent)
    return new SeaworthyError(
      'Run.Retained',
      `No agent here has the workflow ${workflow || '(none)'} of run ${run}, so nobody can tell for how long.`,
    );
  const kept = keptUntil(agent.retention, { end: end ?? '', endedAt, wrote });
  if (!kept || localDay(agent.retention.zone, now) > kept.until) return undefined;
  return new SeaworthyError('Run.Retained', `Run ${run} is to be kept until ${kept.until} (${kept.source}).`);
}
