import { setTimeout as delay } from 'node:timers/promises';
import { erp } from '../../../src/agents/systems/erp';
import { ErpClient } from '../../../src/integrations/erp/erp-client';
import { SystemError } from '../../../src/integrations/system-error';
import { openLedger } from '../../../src/ledger/ledger';
import { permitOf } from '../../../src/ledger/permit-of';

// A process that asks the ERP as a worker does, several calls at once, and as Temporal tries again what failed. Says how many went through.
const { env } = process;
const ledger = openLedger(env['DATABASE_URL']!, undefined);
const rps = Number(env['DECLARED_RPS']);
const client = erp.connect({ env, permit: permitOf(ledger, { ...erp, rps }), documents: undefined as never });
if (!(client instanceof ErpClient)) throw new Error('This asks the stand-in.');

const done = { reads: 0, writes: 0, refused: 0 };
let over = false;

const asked = client;

async function again(call: (erp: ErpClient) => Promise<unknown>): Promise<boolean> {
  try {
    await call(asked);
    return true;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (error.class === 'rate-limited') done.refused += 1;
    await delay(error.retryAfterMs ?? 200);
    return false;
  }
}

async function read(): Promise<void> {
  while (!over) if (await again((it) => it.ordersOf('104711'))) done.reads += 1;
}

async function write(): Promise<void> {
  const hold = { supplier: '104711', number: 'R-1', reason: 'x' };
  while (!over) if (await again((it) => it.holdPayment(hold, `${process.pid}`))) done.writes += 1;
}

process.on('message', () => {
  over = true;
});
void Promise.all([read(), read(), read(), write(), write()]).then(async () => {
  await ledger.close();
  process.send!(done, () => process.disconnect());
});
