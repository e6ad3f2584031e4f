import type { Origin } from '../contracts/activities';
import type { Json } from '../contracts/json';
import type { Ledger } from './ledger';
import { readEntry } from './read-call';

/** A call's arguments as they were recorded: in the model's thought, as a fact of the workflow, or in a person's edit, whose signature is the caller's to check. Null where the call is not found there. */
export async function readArguments(
  ledger: Ledger,
  { run, call, origin, edits = true }: { run: string; call: string; origin: Origin; edits?: boolean },
): Promise<Json> {
  const entry = await readEntry(ledger, run, origin);
  if (entry?.kind === 'call-asked' && entry.header['call'] === call) return entry.body;
  if (edits && entry?.kind === 'decided' && entry.header['decision'] === 'edit')
    return (entry.body as { args?: Json }).args ?? null;
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
