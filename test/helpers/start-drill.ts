import { Closing } from '../../src/cli/up/closing';
import { Progress } from '../../src/cli/up/progress';
import type { Start } from '../../src/cli/up/start';
import { stateFolder } from '../up/start-up';
import { freshDatabase, temporalDevServer } from './stack';

export interface DrillGround {
  databaseUrl: string;
  drill<T>(run: (start: Start, progress: Progress) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** What drills need, on the servers of the test run: `drill` runs one from its first line to the end of everything that it started. */
export async function startDrill(): Promise<DrillGround> {
  const [temporal, database, folder] = await Promise.all([temporalDevServer(), freshDatabase(), stateFolder()]);
  return {
    databaseUrl: database.url,
    drill: async (run) => {
      const closing = new Closing();
      const quiet = new Progress({ isTTY: false, write: () => true } as unknown as NodeJS.WriteStream);
      const env = { ...process.env, TEMPORAL_ADDRESS: temporal.address, DATABASE_URL: database.url };
      const { signal } = new AbortController();
      try {
        return await run({ env, state: folder.path, closing, note: () => undefined, signal }, quiet);
      } finally {
        quiet.end();
        await closing.closeAll(() => undefined);
      }
    },
    close: async () => {
      await temporal.close();
      await database.drop();
      await folder.remove();
    },
  };
}
