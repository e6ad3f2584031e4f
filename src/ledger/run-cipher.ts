import { SeaworthyError } from '../contracts/errors';
import { KeyDestroyed } from '../integrations/keys/data-keys';
import { KeyError } from '../integrations/keys/key-ring';
import { Cipher } from './cipher';
import type { Ledger } from './ledger';

/** The name of a run's data key. */
function runKey(run: string): string {
  return `run/${run}`;
}

/** What to write in a run with; its key is made with the first content. @throws SeaworthyError `Run.Erased`, `Ledger.Unreadable` */
export async function runCipher(ledger: Ledger, run: string): Promise<Cipher> {
  return new Cipher(await ledger.keys.obtain(runKey(run)).catch(told(run)));
}

/** The same to read with: undefined where no key was ever made. @throws SeaworthyError `Run.Erased`, `Ledger.Unreadable` */
export async function readingCipher(ledger: Ledger, run: string): Promise<Cipher | undefined> {
  const key = await ledger.keys.get(runKey(run)).catch(told(run));
  return key && new Cipher(key);
}

/** For good: what was encrypted under it opens nowhere any more, in no backup either. Safe to repeat. */
export async function destroyRunKey(ledger: Ledger, run: string): Promise<void> {
  await ledger.keys.destroy(runKey(run));
}

/** What the ledger recognises things by over all runs: duplicates of documents and of subjects. It is never destroyed. */
export async function indexCipher(ledger: Ledger): Promise<Cipher> {
  return new Cipher(await ledger.keys.obtain('ledger/index'));
}

function told(run: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof KeyDestroyed) throw new SeaworthyError('Run.Erased', `Run ${run} was erased.`);
    if (error instanceof KeyError)
      throw new SeaworthyError('Ledger.Unreadable', `The data key of run ${run} does not unwrap. ${error.message}`);
    throw error;
  };
}
