import { intakeQueue, notifyQueue } from '../workflows/engine/queues';
import type { Agent } from './define-agent';
import { queueOf } from './define-system';
import { systemsOf } from './systems-of';

/** The task queues that runs of these agents need somebody to serve, and the one of what comes in where something does. */
export function queuesOf(agents: Readonly<Record<string, Agent>>, mainQueue: string, takesIn: boolean): string[] {
  return [
    mainQueue,
    notifyQueue(mainQueue),
    ...(takesIn ? [intakeQueue(mainQueue)] : []),
    ...systemsOf(agents)
      .filter(({ inline }) => !inline)
      .map((system) => queueOf(system, mainQueue)),
  ];
}
