import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { installLog } from '../../worker-log';

/** Temporal's own log goes to a file. Once in a process, before the first worker; its runtime keeps the process alive until it is closed. */
export async function logToFile(state: string, temporal?: string): Promise<{ close: () => Promise<void> }> {
  await mkdir(join(state, 'logs'), { recursive: true });
  const file = createWriteStream(join(state, 'logs', 'worker.log'), { flags: 'a' });
  file.on('error', () => undefined); // a full disk under the log must not end the runs
  const runtime = installLog((line) => void file.write(line), {
    shutdownSignals: [],
    ...(temporal ? { temporal } : {}),
  }); // who started it stops it, in order
  return {
    close: async () => {
      await runtime.shutdown();
      file.end();
    },
  };
}
