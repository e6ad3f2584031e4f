import type { SystemError } from '../integrations/system-error';
import type { Ledger } from './ledger';
import { noteDrift } from './note-drift';
import { placeOf } from './reader';
import { runCipher } from './run-cipher';

/** Keeps an answer that did not fit, whole, under the run's key, and counts what of it has drifted. */
export async function putQuarantine(
  ledger: Ledger,
  { run, step, tool }: { run: string; step: string; tool: string },
  { system, contract = '', answer = '', drift }: Pick<SystemError, 'system' | 'contract' | 'answer' | 'drift'>,
): Promise<void> {
  const cipher = await runCipher(ledger, run);
  await ledger.pool.query(
    'insert into quarantine (run, step, tool, system, contract, answer) values ($1, $2, $3, $4, $5, $6)',
    [run, step, tool, system, contract, cipher.encrypt(Buffer.from(answer), placeOf(run, 'quarantine'))],
  );
  if (drift.length > 0) await noteDrift(ledger, { system, contract, fields: drift });
}
