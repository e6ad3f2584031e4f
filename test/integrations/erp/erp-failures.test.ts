// Needs the ERP stand-in (starts it); no database.
import type { ErpClient } from '../../../src/integrations/erp/erp-client';
import type { Call } from '../../../src/integrations/http/call';
import { SystemError } from '../../../src/integrations/system-error';
import type { FailureClass } from '../../../src/integrations/system-error';
import type { FaultInput } from '../../../standins/erp/fault';
import { seedFromInvoices } from '../../../standins/erp/seeding/seed-from-invoices';
import { startErpStandIn } from '../../../standins/erp/start-erp-stand-in';
import type { BooksView } from '../../../standins/erp/books';
import type { ErpStandIn } from '../../../standins/erp/start-erp-stand-in';
import { connectErp } from './connect-erp';
import { sampleInvoice } from './sample-invoice';

const { seed } = seedFromInvoices([sampleInvoice(1, [{ quantity: '1', price: '10' }])], {
  scenarios: ['clean'],
  seed: 1,
});
const options = { clientId: 'seaworthy', clientSecret: 'stand-in', requestTimeoutMs: 120 };

let erp: ErpStandIn;
let client: ErpClient;
beforeEach(async () => {
  erp = await startErpStandIn({ seed, requestsPerSecond: 1000 });
  client = connectErp({ baseUrl: erp.url, ...options });
});
afterEach(() => erp.close());

const number = { supplier: '104711', number: 'R-1' };
const operations = {
  read: { run: (call: Call) => client.probe(call), path: '/ping', effects: () => 0 },
  idempotent: {
    run: (call: Call) => client.holdPayment({ ...number, reason: 'x' }, 'key', call),
    path: '/payment-holds',
    effects: (books: BooksView) => books.counts.holds,
  },
  write: {
    run: (call: Call) => client.openDispute({ ...number, text: 'x' }, call),
    path: '/disputes',
    effects: (books: BooksView) => books.counts.disputes,
  },
} as const;
type Operation = keyof typeof operations;

interface Row {
  fault: FaultInput;
  on: Operation;
  /** `undefined`: it goes through. */
  failure: FailureClass | undefined;
  code?: string;
  requests: number;
  effects?: number;
}
const always = (kind: FaultInput['kind'], more: Partial<FaultInput> = {}): FaultInput => ({ kind, ...more });
const once = (kind: FaultInput['kind'], more: Partial<FaultInput> = {}): FaultInput => ({ kind, times: 1, ...more });

const ROWS: Row[] = [
  { fault: once('reset'), on: 'read', failure: undefined, requests: 2 },
  { fault: once('reset'), on: 'idempotent', failure: undefined, requests: 2, effects: 1 },
  { fault: once('lost-answer'), on: 'idempotent', failure: undefined, requests: 2, effects: 1 },
  { fault: once('reset'), on: 'write', failure: 'unknown', requests: 1, effects: 0 },
  { fault: once('lost-answer'), on: 'write', failure: 'unknown', requests: 1, effects: 1 },
  { fault: always('reset'), on: 'read', failure: 'transient', requests: 4 },
  { fault: always('reset'), on: 'idempotent', failure: 'unknown', requests: 4, effects: 0 },
  { fault: always('timeout'), on: 'read', failure: 'transient', code: 'timeout', requests: 1 },
  { fault: always('timeout'), on: 'idempotent', failure: 'unknown', code: 'timeout', requests: 1, effects: 0 },
  { fault: always('timeout'), on: 'write', failure: 'unknown', code: 'timeout', requests: 1, effects: 0 },
  { fault: always('slow', { delayMs: 10 }), on: 'write', failure: undefined, requests: 1, effects: 1 },
  {
    fault: always('slow', { delayMs: 300, effect: 'first' }),
    on: 'write',
    failure: 'unknown',
    code: 'timeout',
    requests: 1,
    effects: 1,
  },
  { fault: once('500'), on: 'read', failure: 'transient', code: '500', requests: 1 },
  { fault: once('500'), on: 'idempotent', failure: 'unknown', code: '500', requests: 1, effects: 0 },
  { fault: once('500'), on: 'write', failure: 'unknown', code: '500', requests: 1, effects: 0 },
  { fault: once('500', { effect: 'first' }), on: 'write', failure: 'unknown', code: '500', requests: 1, effects: 1 },
  { fault: once('503'), on: 'read', failure: 'transient', code: '503', requests: 1 },
  { fault: once('503', { retryAfter: '7' }), on: 'read', failure: 'rate-limited', code: '503', requests: 1 },
  { fault: once('503', { retryAfter: '7' }), on: 'write', failure: 'unknown', code: '503', requests: 1, effects: 0 },
  { fault: once('429', { retryAfter: '7' }), on: 'read', failure: 'rate-limited', code: '429', requests: 1 },
  {
    fault: once('429', { retryAfter: '7' }),
    on: 'write',
    failure: 'rate-limited',
    code: '429',
    requests: 1,
    effects: 0,
  },
  { fault: once('401'), on: 'read', failure: undefined, requests: 2 },
  { fault: once('401'), on: 'write', failure: undefined, requests: 2, effects: 1 },
  { fault: always('401'), on: 'read', failure: 'credential', code: '401', requests: 2 },
  { fault: always('401'), on: 'write', failure: 'credential', code: '401', requests: 2, effects: 0 },
  { fault: once('malformed'), on: 'read', failure: 'malformed', requests: 1 },
  { fault: once('malformed'), on: 'write', failure: 'unknown', requests: 1, effects: 1 },
  { fault: once('wrong-schema'), on: 'read', failure: 'malformed', requests: 1 },
  { fault: once('wrong-schema'), on: 'idempotent', failure: 'unknown', requests: 1, effects: 1 },
  { fault: once('wrong-schema'), on: 'write', failure: 'unknown', requests: 1, effects: 1 },
];

test.each(ROWS.map((row) => [row.fault.kind, row.on, row.failure ?? 'goes through', row] as const))(
  '%s on %s → %s',
  async (_kind, _on, _failure, { fault, on, failure, code, requests, effects = 0 }) => {
    const { run, path, effects: effectsIn } = operations[on];
    erp.faults.set([{ ...fault, match: { path } }]);
    let sends = 0;
    const started = performance.now();
    const error: unknown = await run({ beforeSend: () => void (sends += 1) }).then(
      () => undefined,
      (it: unknown) => it,
    );
    const elapsed = performance.now() - started;
    if (failure === undefined) expect(error).toBeUndefined();
    else {
      expect(error).toBeInstanceOf(SystemError);
      expect(error).toMatchObject({ class: failure, system: 'erp', ...(code && { code }) });
      expect((error as SystemError).retryAfterMs).toBe(fault.retryAfter ? 7000 : undefined);
    }
    expect(effectsIn(erp.books())).toBe(effects);
    const tokens = erp.traffic().tokens;
    expect(erp.traffic().requests - tokens).toBe(requests);
    expect(sends).toBe(on === 'read' ? 0 : requests);
    expect(elapsed).toBeLessThan(5_000); // the time-out, not the hanging system, ended it
  },
);

test('an answer that does not fit is attached whole', async () => {
  erp.faults.set([{ kind: 'malformed', match: { method: 'GET' } }]);
  await expect(client.ordersOf('104711')).rejects.toMatchObject({
    class: 'malformed',
    answer: '<html><body><h1>Wartung</h1></body></html>',
  });
  erp.faults.set([{ kind: 'wrong-schema', match: { method: 'GET' } }]);
  await expect(client.ordersOf('104711')).rejects.toMatchObject({
    class: 'malformed',
    answer: expect.stringContaining('ergebnis') as unknown,
  });
});

test('business errors are rejections that carry the reason, with HTTP 4xx as with 200', async () => {
  const posting = {
    ...number,
    kind: 'invoice',
    date: '2026-03-17',
    order: 'none',
    amount: '1',
    invoiced: '1',
    currency: 'EUR',
  } as const;
  await expect(client.draftInvoice(posting, 'r')).rejects.toMatchObject({
    class: 'rejected',
    code: '422',
    message: 'The ERP rejected POST /invoices: M8-083 Bestellung none ist für Kreditor 0000104711 nicht vorhanden',
  });
  await expect(client.commitInvoice('D 1/../x')).rejects.toMatchObject({
    class: 'rejected',
    code: '200',
    message: expect.stringMatching(/F5-155/) as unknown,
  });
});

test('Retry-After may be a date', async () => {
  erp.faults.set([{ kind: '429', retryAfter: new Date(Date.now() + 60_000).toUTCString() }]);
  const error = (await client.probe().catch((it: unknown) => it)) as SystemError;
  expect(error.class).toBe('rate-limited');
  expect(error.retryAfterMs).toBeGreaterThan(50_000);
  expect(error.retryAfterMs).toBeLessThanOrEqual(60_000);
});

describe('the token', () => {
  test('is asked for again over a blip', async () => {
    erp.faults.set([{ kind: 'reset', times: 2, match: { path: '/oauth/token' } }]);
    await client.probe();
  });

  test.each<[FaultInput['kind'], FailureClass]>([
    ['timeout', 'transient'],
    ['500', 'transient'],
    ['429', 'rate-limited'],
    ['malformed', 'malformed'],
    ['401', 'credential'],
  ])('%s when asking for it → %s, for a write too: nothing has left', async (kind, failure) => {
    erp.faults.set([{ kind, match: { path: '/oauth/token' } }]);
    let sends = 0;
    await expect(operations.write.run({ beforeSend: () => void (sends += 1) })).rejects.toMatchObject({
      class: failure,
    });
    expect([sends, erp.books().counts.disputes]).toEqual([0, 0]);
  });

  test('refused for a wrong secret is a credential failure that does not tell the secret', async () => {
    client = connectErp({ baseUrl: erp.url, ...options, clientSecret: 'hunter2' });
    const error: unknown = await client.probe().catch((it: unknown) => it);
    expect(error).toMatchObject({ class: 'credential' });
    expect(String(error)).not.toContain('hunter2');
  });
});

test.each([
  ['a port where nobody listens', 'ECONNREFUSED', closedPort],
  ['a name that does not resolve', 'ENOTFOUND|EAI_AGAIN', () => Promise.resolve('http://nowhere.invalid')],
])('a write to %s is transient, not unknown: it cannot have left', async (_where, code, nowhere) => {
  const baseUrl = await nowhere();
  const onlyTokens: typeof fetch = (input, init) => {
    const { pathname } = new URL(input);
    return fetch(new URL(pathname, pathname === '/oauth/token' ? erp.url : baseUrl), init);
  };
  client = connectErp({ baseUrl: erp.url, ...options, requestTimeoutMs: 2000, fetch: onlyTokens });
  const matching = expect.stringMatching(new RegExp(code)) as unknown;
  await expect(operations.write.run({})).rejects.toMatchObject({ class: 'transient', code: matching });
});

async function closedPort(): Promise<string> {
  const passing = await startErpStandIn({ seed });
  await passing.close();
  return passing.url;
}

describe('beforeSend', () => {
  test.each(['idempotent', 'write'] as const)(
    'can forbid an %s request: its error comes out unchanged and nothing is sent',
    async (on) => {
      const forbidden = new TypeError('the claim is too old');
      const call = {
        beforeSend: () => {
          throw forbidden;
        },
      };
      await expect(operations[on].run(call)).rejects.toBe(forbidden);
      expect(erp.traffic()).toEqual({ requests: 1, tokens: 1 });
    },
  );

  test('that forbids only the second attempt leaves the first unknown', async () => {
    erp.faults.set([{ kind: 'lost-answer', match: { path: '/payment-holds' } }]);
    let sends = 0;
    const call = {
      beforeSend: () => {
        if (++sends > 1) throw new Error('too late');
      },
    };
    await expect(operations.idempotent.run(call)).rejects.toMatchObject({ class: 'unknown' });
    expect(erp.books().counts.holds).toBe(1);
  });

  test('is called in the tick in which the request is handed over', async () => {
    const order: string[] = [];
    const spy: typeof fetch = (input, init) => {
      order.push('fetch');
      return fetch(input, init);
    };
    client = connectErp({ baseUrl: erp.url, ...options, fetch: spy });
    await operations.write.run({
      beforeSend: () => {
        order.push('beforeSend');
        queueMicrotask(() => order.push('microtask'));
      },
    });
    expect(order).toEqual(['fetch', 'beforeSend', 'fetch', 'microtask']);
  });
});

describe('an abort by the caller', () => {
  const reason = new Error('cancelled');

  test('before anything is sent comes out as it is', async () => {
    for (const on of ['read', 'idempotent', 'write'] as const)
      await expect(operations[on].run({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(erp.books().counts).toMatchObject({ holds: 0, disputes: 0 });
  });

  test.each([
    ['read', undefined],
    ['idempotent', 'unknown'],
    ['write', 'unknown'],
  ] as const)('during a %s → %s', async (on, failure) => {
    erp.faults.set([{ kind: 'timeout', match: { path: operations[on].path } }]);
    const controller = new AbortController();
    const running = operations[on].run({ signal: controller.signal, timeoutMs: 5000 });
    const outcome = running.catch((it: unknown) => it);
    while (erp.faults.list()[0]?.hits !== 1) await new Promise(setImmediate);
    controller.abort(reason);
    if (failure) expect(await outcome).toMatchObject({ class: failure });
    else expect(await outcome).toBe(reason);
  });
});
