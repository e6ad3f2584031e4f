import type { Agent } from '../agents/define-agent';
import { workflowTypeOf } from '../agents/workflow-type-of';
import { SeaworthyError } from '../contracts/errors';

type Agents = Readonly<Record<string, Agent>>;

/** The name by which a workflow is started; its type where no agent here has it. */
export function workflowNamed(agents: Agents, type: string): string {
  return Object.values(agents).find((agent) => workflowTypeOf(agent) === type)?.name ?? type;
}

/** @throws SeaworthyError `Workflow.Unknown` */
export function agentNamed(agents: Agents, name: string): Agent {
  const agent = Object.hasOwn(agents, name) ? agents[name] : undefined;
  if (!agent) {
    const known = Object.keys(agents).join(', ');
    throw new SeaworthyError('Workflow.Unknown', `No workflow ${name.slice(0, 60)}; there are: ${known}.`);
  }
  return agent;
}
