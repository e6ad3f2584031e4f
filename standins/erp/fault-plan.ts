import { z } from 'zod';
import { Fault } from './fault';
import type { FaultInput } from './fault';
import { Random } from './random';

interface Armed {
  fault: Fault;
  random: Random;
  hits: number;
}

/** The faults in force. Set at run time; drawn from a seeded generator of their own each. */
export class FaultPlan {
  private armed: Armed[] = [];

  /** Replaces all faults; an empty list ends them. Throws ZodError on a fault that is none. */
  set(faults: FaultInput[]): void {
    this.armed = z
      .array(Fault)
      .parse(faults)
      .map((fault) => ({ fault, random: new Random(fault.seed), hits: 0 }));
  }

  list(): (Fault & { hits: number })[] {
    return this.armed.map(({ fault, hits }) => ({ ...fault, hits }));
  }

  /** The first fault that strikes this request. */
  draw(method: string, route: string, path: string): Fault | undefined {
    for (const armed of this.armed) {
      const { match, rate, times } = armed.fault;
      if (match.method && match.method !== method) continue;
      if (match.path && match.path !== route && match.path !== path) continue;
      if (times !== undefined && armed.hits >= times) continue;
      if (armed.random.next() >= rate) continue;
      armed.hits += 1;
      return armed.fault;
    }
    return undefined;
  }
}
