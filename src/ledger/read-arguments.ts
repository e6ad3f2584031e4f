import type { Origin } from '../contracts/activities';
import type { Json } from '../contracts/json';
import type { Ledger } from './ledger';
import { readEntry } from './read-call';

/** A call's arguments as they were recorded: in the model's thought, or as a fact of the workflow. Null where the call is not found there. */
export async function readArguments(
  ledger: Ledger,
  { run, call, origin }: { run: string; call: string; origin: Origin },
): Promise<Json> {
  const entry = await readEntry(ledger, run, origin);
  if (entry?.kind === 'call-asked' && entry.header['call'] === call) return entry.body;
  if (entry?.kind === 'thought') {
    const blocks = (entry.body as { type: string; input?: Json }[]).filter(({ type }) => type === 'tool_use');
    const input = blocks[Number(call.split('.').at(-1))]?.input;
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) {
      const { why: _, ...args } = input;
      return args;
    }
  }
  return null;
}
