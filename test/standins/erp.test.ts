// Needs nothing: starts the ERP stand-in on a free port.
import { startErpStandIn } from '../../standins/erp/start-erp-stand-in';
import type { ErpStandIn } from '../../standins/erp/start-erp-stand-in';
import { seedFromInvoices } from '../../standins/erp/seeding/seed-from-invoices';
import { sampleInvoice } from '../integrations/erp/sample-invoice';

const invoices = [1, 2, 3, 4].map((seller) =>
  sampleInvoice(seller, [{ quantity: '1234.5', price: '1250.75', unit: 'HUR' }]),
);
const { seed } = seedFromInvoices(invoices, { scenarios: ['clean', 'clean', 'clean', 'clean'], seed: 1 });
for (const supplier of seed.suppliers.slice(3)) supplier.blocked = true;

let erp: ErpStandIn;
beforeEach(async () => {
  erp = await startErpStandIn({ seed, requestsPerSecond: 1000 });
});
afterEach(() => erp.close());

const tokenRequest = (secret = 'stand-in', url = erp.url): Promise<Response> =>
  fetch(`${url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'seaworthy', client_secret: secret }),
  });
const token = async (url = erp.url): Promise<string> =>
  ((await (await tokenRequest('stand-in', url)).json()) as { access_token: string }).access_token;

async function ask(
  path: string,
  init: { method?: string; body?: object; headers?: Record<string, string> } = {},
): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
  const response = await fetch(`${erp.url}${path}`, {
    method: init.method ?? (init.body ? 'POST' : 'GET'),
    headers: {
      authorization: `Bearer ${await token()}`,
      ...(init.body && { 'content-type': 'application/json' }),
      ...init.headers,
    },
    ...(init.body && { body: JSON.stringify(init.body) }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}
const items = async (path: string): Promise<Record<string, unknown>[]> =>
  (await ask(path)).body.items as Record<string, unknown>[];

const draft = {
  reference: 'ref-1',
  supplierNo: '0000104711',
  externalNo: 'R-1',
  type: 'RE',
  documentDate: '2026-03-17',
  orderNo: 'PO-1',
  gross: '100.00',
  invoiced: '100.00',
  currency: 'EUR',
};
const dispute = { supplierNo: '0000104711', externalNo: 'R-1', text: 'Why?' };
const hold = { supplierNo: '0000104711', externalNo: 'R-1', reason: 'Bank change' };

test('says that it is a stand-in, on every answer', async () => {
  const root = await fetch(erp.url);
  expect([root.headers.get('x-stand-in'), await root.text()]).toEqual(['erp', expect.stringContaining('stand-in')]);
  for (const path of ['/ping', '/suppliers', '/no-such-path', '/_standin/books'])
    expect((await ask(path)).headers.get('x-stand-in')).toBe('erp');
  expect((await fetch(`${erp.url}/suppliers`)).headers.get('x-stand-in')).toBe('erp');
});

test('tokens expire; without one, or with a wrong secret, it is 401', async () => {
  expect([(await fetch(`${erp.url}/ping`)).status, (await tokenRequest('wrong')).status]).toEqual([401, 401]);
  const brief = await startErpStandIn({ seed, tokenTtlMs: 40 });
  const headers = { authorization: `Bearer ${await token(brief.url)}` };
  let status = 200;
  const seen = new Set<number>();
  while (status === 200) seen.add((status = (await fetch(`${brief.url}/ping`, { headers })).status));
  expect([...seen].at(-1)).toBe(401);
  await brief.close();
});

test('above its rate it answers 429 with Retry-After', async () => {
  const slow = await startErpStandIn({ seed, requestsPerSecond: 3 });
  const headers = { authorization: `Bearer ${await token(slow.url)}` };
  const answers = await Promise.all([1, 2, 3].map(() => fetch(`${slow.url}/ping`, { headers })));
  expect(answers.map((it) => it.status).sort()).toEqual([200, 200, 429]);
  expect(answers.find((it) => it.status === 429)?.headers.get('retry-after')).toBe('1');
  await slow.close();
});

test('lists come in pages of three with an opaque cursor', async () => {
  const first = (await ask('/suppliers')).body as { items: unknown[]; next: string };
  expect(first.items).toHaveLength(3);
  expect((await ask(`/suppliers?cursor=${first.next}`)).body).toEqual({ items: [expect.anything()], next: null });
  expect((await ask('/suppliers?cursor=nonsense')).body).toMatchObject({ code: 'X1-010' });
});

test('each route writes numbers, days and suppliers its own way', async () => {
  const [order] = await items('/purchase-orders?supplier=0000104711&number=PO-1');
  expect(order).toMatchObject({
    supplierNo: '104711',
    orderDate: expect.stringMatching(/^\d\d\.\d\d\.\d{4}$/) as unknown,
    positions: [{ quantity: '1.234,5', netPrice: '1.250,75', uom: 'STD' }],
  });
  const receipts = await items('/goods-receipts?supplier=0000104711&order=PO-1');
  expect(receipts[0]).toMatchObject({
    supplierNo: '0000104711',
    postedOn: expect.stringMatching(/^\d\d\.\d\d\.\d{4}$/) as unknown,
    movement: '101',
  });
  expect((receipts[0]?.positions as { quantity: string }[])[0]?.quantity).toMatch(/^[\d.]+$/);
  expect((await items('/contract-prices?supplier=0000104711'))[0]).toMatchObject({
    netPrice: '1.250,75',
    validFrom: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as unknown,
  });
  expect((await items('/invoices?supplier=0000104711'))[0]).toMatchObject({
    supplierNo: '104711',
    documentDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as unknown,
    status: 'GEBUCHT',
  });
  expect(await items('/purchase-orders?supplier=104711')).toEqual([]);
});

test('invoices: two posts make two drafts, each commits once, and doubles show in the books', async () => {
  const [one, two] = [
    (await ask('/invoices', { body: draft })).body.draft,
    (await ask('/invoices', { body: draft })).body.draft,
  ] as string[];
  expect(one).not.toBe(two);
  expect((await items('/invoices?reference=ref-1')).map((it) => it.id)).toEqual([one, two]);
  const commit = (id: string | undefined): Promise<{ body: Record<string, unknown> }> =>
    ask(`/invoices/${id}/commit`, { body: {} });
  const first = (await commit(one)).body;
  expect((await commit(one)).body).toEqual(first);
  expect(erp.books().counts).toMatchObject({ vouchers: 1, drafts: 1, doubles: 0 });
  const second = (await commit(two)).body;
  expect(erp.books()).toMatchObject({
    counts: { vouchers: 2, drafts: 0 },
    doubles: [{ supplier: '104711', number: 'R-1', vouchers: [first.voucher, second.voucher] }],
  });
});

test('business errors: 4xx in German from most routes, HTTP 200 with an error object from commit', async () => {
  expect(await ask('/invoices', { body: { ...draft, orderNo: 'PO-9' } })).toMatchObject({
    status: 422,
    body: { code: 'M8-083', meldung: expect.stringContaining('Bestellung PO-9') as unknown },
  });
  expect(await ask('/invoices', { body: { ...draft, supplierNo: '104711' } })).toMatchObject({
    status: 422,
    body: { code: 'F5-102' },
  });
  expect(await ask('/invoices', { body: { ...draft, gross: '1.234,50' } })).toMatchObject({
    status: 400,
    body: { code: 'X1-001' },
  });
  expect(await ask('/invoices/D0/commit', { body: {} })).toMatchObject({
    status: 200,
    body: { error: { code: 'F5-155' } },
  });
  const { draft: blocked } = (await ask('/invoices', { body: { ...draft, supplierNo: '0000104714', orderNo: '' } }))
    .body;
  expect(await ask(`/invoices/${String(blocked)}/commit`, { body: {} })).toMatchObject({
    status: 200,
    body: { error: { code: 'F5-351' } },
  });
});

test('holds are idempotent under their key, disputes are blind', async () => {
  const held = (key: string, body = hold): ReturnType<typeof ask> =>
    ask('/payment-holds', { body, headers: { 'idempotency-key': key } });
  expect([(await held('k1')).body, (await held('k1')).body, (await held('k2')).body]).toEqual([
    { hold: 'H1' },
    { hold: 'H1' },
    { hold: 'H2' },
  ]);
  expect((await held('k1', { ...hold, reason: 'other' })).status).toBe(422);
  expect((await ask('/payment-holds', { body: hold })).status).toBe(400);
  expect([(await ask('/disputes', { body: dispute })).body, (await ask('/disputes', { body: dispute })).body]).toEqual([
    { dispute: 'R1' },
    { dispute: 'R2' },
  ]);
  expect(erp.books().counts).toMatchObject({ holds: 2, disputes: 2 });
});

describe('faults', () => {
  const put = (faults: unknown): Promise<Response> =>
    fetch(`${erp.url}/_standin/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(faults),
    });

  test('are set and ended over HTTP, and a wrong one is refused', async () => {
    expect((await put([{ kind: '500', match: { method: 'get', path: '/ping' }, times: 1 }])).status).toBe(200);
    expect([(await ask('/suppliers')).status, (await ask('/ping')).status, (await ask('/ping')).status]).toEqual([
      200, 500, 200,
    ]);
    expect(erp.faults.list()).toMatchObject([{ kind: '500', hits: 1 }]);
    expect((await put([{ kind: 'boom' }])).status).toBe(400);
    await put([]);
    expect(erp.faults.list()).toEqual([]);
  });

  test('strike at their rate, the same for the same seed', async () => {
    const authorization = `Bearer ${await token()}`;
    const strikes = async (salt: number): Promise<string> => {
      erp.faults.set([{ kind: '503', match: { path: '/ping' }, rate: 0.3, seed: salt }]);
      let row = '';
      for (let n = 0; n < 30; n += 1)
        row += (await fetch(`${erp.url}/ping`, { headers: { authorization } })).status === 503 ? 'x' : '.';
      return row;
    };
    const first = await strikes(1);
    expect(first).toMatch(/x.*\./);
    expect([await strikes(1), (await strikes(2)) === first]).toEqual([first, false]);
  });

  test.each([
    ['reset', 0],
    ['timeout', 0],
    ['lost-answer', 1],
  ] as const)('%s of a post gives no answer and has %i effects', async (kind, effects) => {
    const authorization = `Bearer ${await token()}`;
    erp.faults.set([{ kind, match: { method: 'POST', path: '/disputes' } }]);
    const post = fetch(`${erp.url}/disputes`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(dispute),
      signal: AbortSignal.timeout(100),
    });
    await expect(post).rejects.toThrow();
    expect(erp.books().counts.disputes).toBe(effects);
  });

  test.each([
    ['500', 500, 0],
    ['503', 503, 0],
    ['429', 429, 0],
    ['401', 401, 0],
    ['wrong-schema', 200, 1],
  ] as const)(
    '%s of a post answers %i and has %i effects; the other way round where told so',
    async (kind, status, effects) => {
      erp.faults.set([{ kind, match: { path: '/disputes' } }]);
      expect((await ask('/disputes', { body: dispute })).status).toBe(status);
      expect(erp.books().counts.disputes).toBe(effects);
      erp.faults.set([{ kind, match: { path: '/disputes' }, effect: effects ? 'none' : 'first' }]);
      expect((await ask('/disputes', { body: dispute })).status).toBe(status);
      expect(erp.books().counts.disputes).toBe(1);
    },
  );

  test.each([
    ['first', 1],
    ['last', 0],
  ] as const)(
    'a slow post with its effect %s has %i effects while it is waited for, and one in the end',
    async (effect, meanwhile) => {
      erp.faults.set([{ kind: 'slow', delayMs: 150, effect, match: { path: '/disputes' } }]);
      const answer = ask('/disputes', { body: dispute });
      while (erp.faults.list()[0]?.hits !== 1) await new Promise(setImmediate);
      await new Promise(setImmediate);
      expect(erp.books().counts.disputes).toBe(meanwhile);
      expect((await answer).body).toEqual({ dispute: 'R1' });
      expect(erp.books().counts.disputes).toBe(1);
    },
  );
});

test('books and traffic are there over HTTP too', async () => {
  await ask('/disputes', { body: dispute });
  expect(await (await fetch(`${erp.url}/_standin/books`)).json()).toMatchObject({
    counts: { disputes: 1, vouchers: 0 },
    traffic: { requests: 2, tokens: 1 },
  });
});
