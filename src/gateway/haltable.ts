import type { Agent } from '../agents/define-agent';
import type { HaltKind } from '../contracts/operations';

/** The model provider counts as a system. */
const MODEL = 'anthropic';

/** What may be halted of a kind: halts stop writes and model calls, so only what writes, or thinks. Undefined where any name will do. */
export function haltable(agents: Readonly<Record<string, Agent>>, kind: HaltKind): string[] | undefined {
  const all = Object.values(agents);
  const writes = all.flatMap(({ tools }) => Object.entries(tools).filter(([, { effect }]) => effect === 'write'));
  switch (kind) {
    case 'all':
    case 'tenant':
      return undefined;
    case 'workflow':
    case 'agent':
      return all.map(({ name }) => name);
    case 'tool':
      return [...new Set(writes.map(([name]) => name))];
    case 'system':
      return [...new Set([MODEL, ...writes.map(([, { system }]) => (system as { name: string }).name)])];
  }
}
