// Needs PostgreSQL (embedded), the Temporal dev server (for the gateway) and the ERP stand-in.
import { agents } from '../../src/agents';
import { performRead } from '../../src/activities/act/perform-read';
import type { AnyRead } from '../../src/activities/act/perform-read';
import type { RunId } from '../../src/contracts/ids';
import { OPERATIONS } from '../../src/ledger/operations';
import { putQuarantine } from '../../src/ledger/quarantine';
import { readEntries } from '../../src/ledger/read-entries';
import { startRun } from '../../src/ledger/start-run';
import { seedFromInvoices } from '../../standins/erp/seeding/seed-from-invoices';
import { startErpStandIn } from '../../standins/erp/start-erp-stand-in';
import type { ErpStandIn } from '../../standins/erp/start-erp-stand-in';
import { connectErp } from '../integrations/erp/connect-erp';
import { sampleInvoice } from '../integrations/erp/sample-invoice';
import type { Office } from './office';
import { openOffice } from './office';

const { seed } = seedFromInvoices([sampleInvoice(1, [{ quantity: '1', price: '10' }])], {
  scenarios: ['clean'],
  seed: 1,
});
const contract = 'GET /purchase-orders';

let office: Office;
let erp: ErpStandIn;
beforeAll(async () => {
  [office, erp] = await Promise.all([openOffice(), startErpStandIn({ seed })]);
});
afterAll(async () => {
  await erp.close();
  await office.close();
});

async function newRun(id: string): Promise<string> {
  await startRun(office.ledger, { id: id as RunId, tenant: 'default', starter: 'local|starter', temporalRun: 'first' });
  return id;
}

/** As an activity reads it, with what becomes of an answer that does not fit. */
async function readOrders(run: string): Promise<string> {
  const client = connectErp({
    baseUrl: erp.url,
    clientId: 'seaworthy',
    clientSecret: 'stand-in',
    requestTimeoutMs: 5_000,
  });
  const tool = agents['invoice-exceptions']!.tools['findOrder'] as unknown as AnyRead;
  const args = { supplier: '104711', reference: 'PO-1' };
  const breakers = { during: (_: string, call: () => unknown) => call() };
  const deps = { ledger: office.ledger, clientOf: () => client, breakers } as never;
  const where = { run, step: 'gather', call: 'gather.1.1', tool: 'findOrder', signal: new AbortController().signal };
  return (await performRead(deps, tool, args, where)).outcome;
}

test('an answer that does not fit is kept whole, counted as drift, told once, and held against today again', async () => {
  const run = await newRun('run-drift');
  erp.faults.set([{ kind: 'wrong-schema', match: { path: '/purchase-orders' } }]);
  expect([await readOrders(run), await readOrders(run)]).toEqual(['malformed', 'malformed']);

  const operator = office.as('controller');
  const { drifts, answers } = await operator.quarantine();
  expect(drifts.map(({ field, times }) => [field, times])).toEqual(
    expect.arrayContaining([
      ['items', 2],
      ['next', 2],
    ]),
  );
  expect(answers).toMatchObject([
    { system: 'erp', contract, run, tool: 'findOrder' },
    { system: 'erp', contract },
  ]);
  const drifted = (await readEntries(office.ledger, OPERATIONS)).filter(({ kind }) => kind === 'contract-drifted');
  expect(drifted).toMatchObject([{ header: { system: 'erp', contract, fields: ['items', 'next'] } }]);

  expect((await operator.keptAnswer(answers[0]!.id)).answer).toContain('ergebnis');
  const { reads } = await operator.reads({ what: run });
  expect(reads).toMatchObject([{ what: run, by: 'local|controller', door: 'quarantine' }]);

  const again = await operator.replayQuarantine({ system: 'erp' });
  expect(again.answers.map(({ outcome, fields }) => [outcome, fields])).toEqual([
    ['does-not-fit', ['items', 'next']],
    ['does-not-fit', ['items', 'next']],
  ]);
  expect(again.closed).toEqual([]);
});

test('drift is over once all that was kept fits, and what drifts anew is told anew', async () => {
  const run = await newRun('run-mended');
  const drift = { system: 'erp', contract: 'GET /ping', answer: '{"status":"ok"}', drift: ['status'] };
  await putQuarantine(office.ledger, { run, step: 's', tool: 't' }, drift);
  const operator = office.as('controller');
  const { answers, closed } = await operator.replayQuarantine({ system: 'erp', contract: 'GET /ping' });
  expect(answers).toMatchObject([{ outcome: 'fits' }]);
  expect(closed).toEqual(['GET /ping']);
  const open = async (all: boolean): Promise<boolean> =>
    (await operator.quarantine({ all })).drifts.some((each) => each.contract === 'GET /ping');
  expect([await open(false), await open(true)]).toEqual([false, true]);

  await putQuarantine(office.ledger, { run, step: 's', tool: 't' }, drift);
  expect(await open(false)).toBe(true);
  const entries = await readEntries(office.ledger, OPERATIONS);
  expect(entries.filter(({ header }) => (header as { contract?: string }).contract === 'GET /ping')).toHaveLength(2);
});

test('only whoever operates or audits looks', async () => {
  await expect(office.as('reviewer').quarantine()).rejects.toMatchObject({ code: 'Role.Missing' });
  await expect(office.as('controller').keptAnswer(9_999)).rejects.toMatchObject({ code: 'Answer.Unknown' });
});
