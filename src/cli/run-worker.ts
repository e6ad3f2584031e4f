import { startWorker } from '../../worker';
import { startMetering } from '../telemetry/metering';
import { installLog } from '../worker-log';
import { print } from './print';

/** Serves until it is told to stop. */
export async function runWorker({ queues }: { queues?: string[] }): Promise<void> {
  const metering = await startMetering(process.env);
  const runtime = installLog((line) => void process.stderr.write(line), metering);
  const running = await startWorker({ env: process.env, ...(queues ? { queues } : {}) }).catch(
    async (error: unknown) => {
      await runtime.shutdown(); // it would keep the process alive
      throw error;
    },
  );
  await metering.serve(running.ready);
  print(`Serving ${running.queues.join(', ')}. Ctrl+C stops.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.stop());
  await running.stopped;
  await metering.close();
}
