import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

/** Temporal's own log goes to a file. Once in a process, before the first worker; its runtime keeps the process alive until it is closed. */
export async function logToFile(state: string): Promise<{ close: () => Promise<void> }> {
  await mkdir(join(state, 'logs'), { recursive: true });
  const file = createWriteStream(join(state, 'logs', 'worker.log'), { flags: 'a' });
  file.on('error', () => undefined); // a full disk under the log must not end the runs
  const logger = new DefaultLogger('INFO', ({ level, timestampNanos, message, meta }) => {
    const at = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
    file.write(`${at} ${level} ${message} ${JSON.stringify(meta ?? {})}\n`);
  });
  const runtime = Runtime.install({
    logger,
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} } },
    shutdownSignals: [], // who started it stops it, in order
  });
  return {
    close: async () => {
      await runtime.shutdown();
      file.end();
    },
  };
}
