// Needs the ERP stand-in (starts it); no database.
import type { Posting } from '../../../src/contracts/invoice-exceptions';
import type { ErpClient } from '../../../src/integrations/erp/erp-client';
import { seedFromInvoices } from '../../../standins/erp/seeding/seed-from-invoices';
import { startErpStandIn } from '../../../standins/erp/start-erp-stand-in';
import type { ErpStandIn } from '../../../standins/erp/start-erp-stand-in';
import { connectErp } from './connect-erp';
import { sampleInvoice } from './sample-invoice';

const line = { quantity: '1234.5', price: '1250.75', unit: 'HUR' };
const invoices = [
  sampleInvoice(1, [line, { quantity: '2', price: '0.0088', unit: 'KWH', name: 'Energy' }]),
  sampleInvoice(2, [line], { seller: { name: 'Müller & Söhne GmbH', gln: '4000001123452' } }),
  sampleInvoice(3, [line], { seller: { name: 'Société Générale' } }),
  sampleInvoice(4, [line], { seller: { name: 'Branch North', vatId: 'DE777777777', gln: '4000000000001' } }),
  sampleInvoice(5, [line], { seller: { name: 'Branch South', vatId: 'DE777777777', gln: '4000000000002' } }),
  ...[1, 2, 3, 4, 5].map((n) =>
    sampleInvoice(6, [line], { number: `M-${n}`, orderReference: `MO-${n}`, issueDate: `2026-0${n}-15` }),
  ),
];
const { seed } = seedFromInvoices(invoices, { scenarios: invoices.map(() => 'clean'), seed: 1 });

let erp: ErpStandIn;
let client: ErpClient;
beforeEach(async () => {
  erp = await startErpStandIn({ seed, requestsPerSecond: 1000 });
  client = connectErp({ baseUrl: erp.url, clientId: 'seaworthy', clientSecret: 'stand-in', requestTimeoutMs: 2000 });
});
afterEach(() => erp.close());

const posting: Posting = {
  supplier: '104711',
  number: 'R-1',
  kind: 'invoice',
  date: '2026-03-17',
  order: 'PO-1',
  amount: '100.00',
  invoiced: '119.00',
  currency: 'EUR',
};

test('what is seeded is read back in our shapes', async () => {
  const supplier = await client.findSupplier({ vatId: 'DE 100.000.001', name: 'whatever' });
  expect(supplier).toEqual(seed.suppliers[0]);
  const { open, ...order } = seed.orders[0]!;
  expect(open).toBe(true);
  expect(await client.findOrder({ supplier: '104711', reference: 'PO-1' })).toEqual(order);
  const receipts = seed.receipts
    .filter((it) => it.supplier === '104711' && it.order === 'PO-1')
    .map(({ number, order, date, kind, lines }) => ({ number, order, date, kind, lines }));
  expect(await client.receiptsOf(order)).toEqual(receipts);
  expect(await client.contractPrices('104711', ['Energy', 'nothing'])).toEqual([
    expect.objectContaining({ item: 'Energy', price: '0.0088' }),
  ]);
  const booked = await client.invoicesOf('104711');
  expect(booked).toEqual(seed.invoices.filter((it) => it.supplier === '104711'));
  expect(await client.invoicesOf('104711', booked[0]?.number)).toEqual([booked[0]]);
  await client.probe();
});

test('lists longer than a page come whole', async () => {
  const supplier = await client.findSupplier({ vatId: 'DE100000006', name: '' });
  const orders = await client.ordersOf(supplier!.id);
  expect(orders.map((it) => it.number).sort()).toEqual(
    seed.orders
      .filter((it) => it.supplier === supplier!.id)
      .map((it) => it.number)
      .sort(),
  );
  expect(orders.length).toBeGreaterThan(6);
});

test('without a number it is the newest open order; an unknown number is null, not another order', async () => {
  const supplier = (await client.findSupplier({ vatId: 'DE100000006', name: '' }))!.id;
  expect((await client.findOrder({ supplier }))?.number).toBe('MO-5');
  expect((await client.findOrder({ supplier, reference: 'MO-2' }))?.number).toBe('MO-2');
  expect(await client.findOrder({ supplier, reference: 'PO-1' })).toBeNull();
  expect(await client.findOrder({ supplier: '999999' })).toBeNull();
});

test.each([
  ['a VAT id, however written', { vatId: 'de 100 000 001', name: 'x' }, 'Seller 1 GmbH'],
  ['a GLN where the VAT id is not known', { vatId: 'DE1', gln: '4000001123452', name: 'x' }, 'Müller & Söhne GmbH'],
  ['a name without accents, spaces and punctuation', { name: 'MULLER & SOHNE, GMBH' }, 'Müller & Söhne GmbH'],
  ['a name in decomposed letters', { name: 'Socie\u0301te\u0301 Ge\u0301ne\u0301rale' }, 'Société Générale'],
  ['the GLN where two share the VAT id', { vatId: 'DE777777777', gln: '4000000000002', name: 'x' }, 'Branch South'],
  ['the name where two share the VAT id', { vatId: 'DE777777777', name: 'branch north' }, 'Branch North'],
  ['nobody where two share the VAT id and nothing tells', { vatId: 'DE777777777', name: 'x' }, undefined],
  ['nobody of that name with another VAT id', { vatId: 'DE999999999', name: 'Seller 1 GmbH' }, undefined],
  ['nobody by a part of a name', { name: 'Seller' }, undefined],
  ['nobody by nothing', { name: '' }, undefined],
])('findSupplier finds %s', async (_by, wanted, name) => {
  expect((await client.findSupplier(wanted))?.name).toBe(name);
});

test('an invoice is drafted, found by its reference, committed once', async () => {
  expect(await client.findDraft('run-1')).toBeNull();
  const { draft } = await client.draftInvoice(posting, 'run-1');
  const again = await client.draftInvoice(posting, 'run-1');
  expect(await client.findDraft('run-1')).toMatchObject({
    id: draft,
    state: 'draft',
    supplier: '104711',
    number: 'R-1',
    amount: '100.00',
    order: 'PO-1',
  });
  const { voucher } = await client.commitInvoice(again.draft);
  expect(await client.commitInvoice(again.draft)).toEqual({ voucher });
  expect(await client.findDraft('run-1')).toMatchObject({ id: again.draft, state: 'posted', voucher });
  expect(erp.books()).toMatchObject({
    counts: { vouchers: 1, drafts: 1, doubles: 0 },
    vouchers: [{ kind: 'invoice', invoiced: '119.00' }],
  });
});

test('holds and disputes', async () => {
  const hold = { supplier: '104711', number: 'R-1', reason: 'bank change' };
  expect(await client.holdPayment(hold, 'key-1')).toEqual(await client.holdPayment(hold, 'key-1'));
  await client.openDispute({ supplier: '104711', number: 'R-1', text: 'why?' });
  expect(erp.books().counts).toMatchObject({ holds: 1, disputes: 1 });
});

test('parallel calls share one token, and new ones come only as old ones expire', async () => {
  const ttl = 400;
  await erp.close();
  erp = await startErpStandIn({ seed, requestsPerSecond: 1000, tokenTtlMs: ttl });
  client = connectErp({ baseUrl: erp.url, clientId: 'seaworthy', clientSecret: 'stand-in', requestTimeoutMs: 2000 });
  const all = (): Promise<unknown> => Promise.all(Array.from({ length: 20 }, () => client.ordersOf('104711')));
  const began = performance.now();
  await all();
  while (performance.now() - began < ttl + 10) await new Promise(setImmediate);
  await all();
  // However slow the machine: one at first, and one more each time that nine tenths of a lifetime have passed.
  expect(erp.traffic().tokens).toBeGreaterThanOrEqual(2);
  expect(erp.traffic().tokens).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - began) / (0.9 * ttl)));
});

test('a token refused before its time is renewed once for all that meet it', async () => {
  let revoked: string | null = null;
  const revoking: typeof fetch = async (input, init) => {
    const authorization = new Headers(init?.headers).get('authorization');
    revoked ??= authorization;
    return authorization !== null && authorization === revoked
      ? new Response('{}', { status: 401 })
      : fetch(input, init);
  };
  client = connectErp({
    baseUrl: erp.url,
    clientId: 'seaworthy',
    clientSecret: 'stand-in',
    requestTimeoutMs: 2000,
    fetch: revoking,
  });
  await Promise.all(Array.from({ length: 10 }, () => client.probe()));
  expect(erp.traffic().tokens).toBe(2);
});
