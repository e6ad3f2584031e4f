import { z } from 'zod';
import { Random } from '../erp/random';
import { Rule } from './fault';
import type { Fault, ProxiedRequest } from './fault';

/** What was done to which request, in their order. `rule`: its place in the plan. */
export interface Strike {
  rule: number;
  kind: Fault['kind'];
  method: string;
  path: string;
}

interface Armed {
  rule: z.output<typeof Rule>;
  random: Random;
  met: number;
  struck: number;
}

/** Which request gets which fault: the same seed and the same requests give the same strikes. */
export class FaultPlan {
  private armed: Armed[] = [];
  private readonly done: Strike[] = [];

  constructor(private readonly seed: number) {}

  /** Replaces all rules; an empty list is fair weather. The first that strikes a request wins. Throws ZodError on a rule that is none. */
  set(rules: readonly Rule[]): void {
    this.armed = z
      .array(Rule)
      .parse(rules)
      .map((rule, at) => ({ rule, random: new Random(this.seed, String(at)), met: 0, struck: 0 }));
  }

  strikes(): readonly Strike[] {
    return this.done;
  }

  draw(request: ProxiedRequest): Fault | undefined {
    for (const [at, armed] of this.armed.entries()) {
      const { rule } = armed;
      if (!fits(rule, request)) continue;
      armed.met += 1;
      if (armed.met <= rule.after || armed.struck >= (rule.times ?? Infinity)) continue;
      if (rule.share < 1 && armed.random.next() >= rule.share) continue;
      armed.struck += 1;
      this.done.push({ rule: at, kind: rule.fault.kind, method: request.method, path: request.path });
      return rule.fault;
    }
    return undefined;
  }
}

function fits({ method, path, contains, when }: z.output<typeof Rule>, request: ProxiedRequest): boolean {
  if (method !== undefined && method !== request.method) return false;
  if (path !== undefined && !pathPattern(path).test(request.path.split('?')[0]!)) return false;
  if (contains !== undefined && !`${decoded(request.path)}\n${request.body}`.includes(contains)) return false;
  return when?.(request) ?? true;
}

function pathPattern(path: string): RegExp {
  const segments = path.split('*').map((text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${segments.join('[^/]*')}$`);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path.replaceAll('+', ' '));
  } catch {
    return path;
  }
}
