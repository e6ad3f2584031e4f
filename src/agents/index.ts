import * as all from './all';
import type { Agent } from './define-agent';

/** Agents by name. Each has a workflow of the same name. */
export const agents: Readonly<Record<string, Agent>> = Object.fromEntries(
  Object.values<Agent>(all).map((agent) => [agent.name, agent]),
);
