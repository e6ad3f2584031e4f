import type { Agent } from '../agents/define-agent';
import type { HaltScopes } from '../ledger/halt-found';

/** What a call on a system falls under: workflow and agent share their name. */
export function haltScopes(agent: Pick<Agent, 'name'>, on: { system: string; tool?: string }): HaltScopes {
  return [
    `workflow:${agent.name}`,
    `agent:${agent.name}`,
    `system:${on.system}`,
    ...(on.tool ? [`tool:${on.tool}`] : []),
  ];
}
