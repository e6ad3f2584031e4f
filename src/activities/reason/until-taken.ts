import { setTimeout as wait } from 'node:timers/promises';
import { isDatabaseError } from '../../ledger/is-database-error';

/** Writes down what must not be lost, however long the database is away; everything that is not the database's is thrown. */
export async function untilTaken<T>(write: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isDatabaseError(error)) throw error;
      await wait(1_000, undefined, { signal });
    }
  }
}
