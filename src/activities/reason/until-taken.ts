import { setTimeout as wait } from 'node:timers/promises';
import { isDatabase } from '../to-failure';

/** Writes down what must not be lost, however long the database is away; everything that is not the database's is thrown. */
export async function untilTaken<T>(write: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isDatabase(error)) throw error;
      await wait(1_000, undefined, { signal });
    }
  }
}
