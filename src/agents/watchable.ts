import { systemKey } from '../contracts/system-key';
import type { Agent } from './define-agent';
import { queueOf } from './define-system';
import type { System } from './define-system';
import { systemsOf } from './systems-of';

export interface Watchable {
  /** Where it can be probed. */
  queue: string;
  /** Undefined for the model. */
  system: System | undefined;
}

/** What runs may have to wait for, by its key: the systems of these agents, and the model. */
export function watchable(agents: Readonly<Record<string, Agent>>, mainQueue: string): Map<string, Watchable> {
  return new Map<string, Watchable>([
    [systemKey('anthropic', mainQueue), { queue: mainQueue, system: undefined }],
    ...systemsOf(agents).map((system): [string, Watchable] => [
      systemKey(system.name, mainQueue),
      { queue: queueOf(system, mainQueue), system },
    ]),
  ]);
}
