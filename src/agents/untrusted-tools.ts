import type { Agent } from './define-agent';

/** The fact of a run whose agent has been shown what others wrote. */
export const UNTRUSTED_TEXT = 'untrustedText';

/** Tools whose results hold text of others. */
export function untrustedTools(agent: Pick<Agent, 'tools'>): string[] {
  return Object.entries(agent.tools).flatMap(([name, { system }]) => (system.untrusted ? [name] : []));
}
