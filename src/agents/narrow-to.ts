import type { Agent } from './define-agent';

/** The agent with no more permissions than those above it have as well. */
export function narrowTo(agent: Agent, above: readonly Pick<Agent, 'grants'>[]): Agent {
  if (above.length === 0) return agent;
  return { ...agent, grants: agent.grants.filter((grant) => above.every(({ grants }) => grants.includes(grant))) };
}
