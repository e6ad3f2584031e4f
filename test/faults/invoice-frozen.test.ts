// Needs a Temporal dev server and PostgreSQL (stack); worker processes are stopped and woken; ERP, mailbox and model are stand-ins over real sockets.
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { readEntries } from '../../src/ledger/read-entries';
import { verifyRun } from '../../src/ledger/verify-run';
import { eventually } from '../helpers/eventually';
import { readSamples, startInvoiceStack } from '../helpers/invoices';
import type { InvoiceStack } from '../helpers/invoices';
import { kill, startWorkerProcess } from '../helpers/worker-process';

const [clean] = readSamples();
const workers: ChildProcess[] = [];
let stack: InvoiceStack;
beforeAll(async () => {
  stack = await startInvoiceStack([clean!]);
}, 900_000);
afterAll(async () => {
  await Promise.all(workers.map((worker) => kill(worker)));
  await stack.close();
});

async function start(): Promise<ChildProcess> {
  const worker = await startWorkerProcess(stack.env, path.join(__dirname, '../helpers/run-invoice-worker.ts'));
  workers.push(worker);
  return worker;
}

it('a worker frozen inside an act whose ERP answers after 3 s, and woken after another took over: one voucher', async () => {
  const frozen = await start();
  stack.erp.faults.set([
    { match: { method: 'POST', path: '/invoices' }, kind: 'slow', effect: 'first', delayMs: 3_000, times: 1 },
  ]);
  const run = await stack.start(clean!);
  await eventually(() => stack.erp.books().counts.drafts === 1); // the ERP has it, and its answer is on the way
  frozen.kill('SIGSTOP');
  await start();
  const kinds = async (): Promise<string[]> => (await readEntries(stack.ledger, run.run)).map(({ kind }) => kind);
  await eventually(async () => (await kinds()).includes('resumed'), 90);
  frozen.kill('SIGCONT');
  expect(await run.result()).toMatchObject({ end: 'posted' });
  expect(stack.erp.books().counts).toMatchObject({ vouchers: 1, drafts: 0, doubles: 0 });
  const entries = await readEntries(stack.ledger, run.run);
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
  expect(await verifyRun(stack.ledger, run.run)).toMatchObject({ intact: true });
}, 900_000);
