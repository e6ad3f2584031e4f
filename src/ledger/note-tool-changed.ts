import type { Headers } from '../contracts/entry';
import { append } from './append';
import type { Ledger } from './ledger';
import { OPERATIONS, operate } from './operations';

/** Records, once for each thing that a server says of a tool, that it is not what was pinned. Returns whether it is news. */
export function noteToolChanged(ledger: Ledger, changed: Headers['tool-changed']): Promise<boolean> {
  const { system, tool, change, digest } = changed;
  const source = `tool:${system}:${tool}:${digest || change}`;
  return operate(ledger, async (client) => {
    const entry = { source, kind: 'tool-changed' as const, step: null, header: changed };
    return { result: (await append(ledger, OPERATIONS, null, [entry], client)).appended === 1 };
  });
}
