import type { ActInput } from '../../contracts/activities';
import type { Json } from '../../contracts/json';
import { readEntry } from '../../ledger/read-call';
import type { Ledger } from '../../ledger/ledger';

/** A call's arguments as they were recorded: in the model's thought, or as a fact of the workflow. Never from the activity's input. */
export async function argumentsOf(
  ledger: Ledger,
  { position, call, origin }: Pick<ActInput, 'position' | 'call' | 'origin'>,
): Promise<Json> {
  const entry = await readEntry(ledger, position.run, origin);
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
