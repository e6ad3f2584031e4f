import { randomUUID } from 'node:crypto';
import type { FlagOrigin, FlagRequest } from '../contracts/flags';
import type { RunId } from '../contracts/ids';
import { append } from './append';
import type { Ledger } from './ledger';

/**
 * Says of an entry what was wrong with it; the run goes on as if nothing had been said. Returns the flag's id, undefined where the run has no such
 * entry. With `once`, saying the same again changes nothing.
 * @throws SeaworthyError `Run.Erased`
 */
export async function flagEntry(
  ledger: Ledger,
  run: string,
  { entry, category, severity, correction }: FlagRequest,
  { by, origin = 'person', once }: { by: string; origin?: FlagOrigin; once?: string },
): Promise<string | undefined> {
  const { rows } = await ledger.pool.query<{ step: string | null }>(
    'select step from entries where run = $1 and seq = $2',
    [run, entry],
  );
  if (!rows[0]) return undefined;
  const { step } = rows[0];
  const id = `flag_${once ?? randomUUID()}`;
  const header = { flag: id, entry, step, category, severity, ...(origin === 'person' ? {} : { origin }) };
  // Of no step: what a step's agent is shown is read by its name.
  await append(ledger, run as RunId, null, [
    { source: id, kind: 'flagged', step: null, header, body: { correction, by } },
  ]);
  return id;
}
