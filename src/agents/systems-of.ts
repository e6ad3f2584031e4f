import type { Agent } from './define-agent';
import type { System } from './define-system';

/** The systems that tools of these agents are on, each once. */
export function systemsOf(agents: Readonly<Record<string, Agent>>): System[] {
  const systems = Object.values(agents).flatMap(({ tools }) =>
    Object.values(tools).map((tool) => tool.system as System),
  );
  return [...new Map(systems.map((system) => [system.name, system])).values()];
}
