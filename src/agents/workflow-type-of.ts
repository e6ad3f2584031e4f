import type { Agent } from './define-agent';

/** Temporal knows a workflow by the name of its function, people by that of its agent. */
export function workflowTypeOf(agent: Pick<Agent, 'name'>): string {
  return agent.name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
