import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { startGateway } from '../../src/gateway/start-gateway';
import { freePort } from '../../src/integrations/local-process/with-port';
import { startMetering } from '../../src/telemetry/metering';
import { startInvoiceStack } from '../helpers/invoices';
import type { InvoiceStack, Sample } from '../helpers/invoices';
import { testKeys } from '../helpers/keys';
import { kill, startWorkerProcess } from '../helpers/worker-process';

export interface Metered {
  stack: InvoiceStack;
  /** Where each tells its metrics. */
  urls: { gateway: string; worker: string };
  close(): Promise<void>;
}

/** The stack of these invoices, with a gateway here and a worker in a process of its own, both of which tell metrics. */
export async function startMetered(samples: readonly Sample[]): Promise<Metered> {
  const stack = await startInvoiceStack(samples);
  const workerAt = `127.0.0.1:${await freePort()}`;
  const metering = await startMetering({ SEAWORTHY_METRICS: '127.0.0.1:0' });
  const gateway = await startGateway({ ledger: stack.ledger, temporal: stack.client, keys: (await testKeys()).keys });
  const urls = { gateway: (await metering.serve(gateway.ready))!, worker: `http://${workerAt}` };
  const worker: ChildProcess = await startWorkerProcess(
    { ...stack.env, SEAWORTHY_METRICS: workerAt },
    path.join(__dirname, '../../worker.ts'),
  );
  return {
    stack,
    urls,
    close: async () => {
      await kill(worker);
      await metering.close();
      await gateway.close();
      await stack.close();
    },
  };
}
