// Needs nothing: a small server and the mailbox stand-in on free ports, and the proxy before them.
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MailClient } from '../../src/integrations/mail/mail-client';
import type { SystemError } from '../../src/integrations/system-error';
import type { Rule } from '../../standins/fault-proxy/fault';
import { startFaultProxy } from '../../standins/fault-proxy/start-fault-proxy';
import type { FaultProxy } from '../../standins/fault-proxy/start-fault-proxy';
import { startMailboxStandIn } from '../../standins/mailbox/start-mailbox-stand-in';
import type { MailboxStandIn } from '../../standins/mailbox/start-mailbox-stand-in';

const ANSWER = JSON.stringify({ voucher: 'V-1', text: 'ä'.repeat(200) });
let server: Server;
let proxy: FaultProxy;
/** What the system itself got whole. */
let served: string[];

beforeEach(async () => {
  served = [];
  server = createServer((request, response) => void serve(request).then(() => response.end(ANSWER)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy = await startFaultProxy({ target: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seed: 5 });
});
afterEach(async () => {
  await proxy.close();
  server.closeAllConnections();
  server.close();
});

async function serve(request: IncomingMessage): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  served.push(`${request.method} ${request.url} ${body}`);
}

const post = (path: string, timeoutMs = 2_000): Promise<Response> =>
  fetch(`${proxy.url}${path}`, { method: 'POST', body: '{"number":"R-7"}', signal: AbortSignal.timeout(timeoutMs) });

/** What a client sees: the status and the text, or the code of the error. */
async function seen(path: string, timeoutMs?: number): Promise<[number, string] | string> {
  try {
    const response = await post(path, timeoutMs);
    return [response.status, await response.text()];
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    return cause?.code ?? name;
  }
}

test('what no rule names passes as it is, and says that it went through a stand-in', async () => {
  const response = await post('/invoices?page=2');
  expect([response.status, await response.text(), response.headers.get('x-stand-in')]).toEqual([
    200,
    ANSWER,
    'fault-proxy',
  ]);
  expect(served).toEqual(['POST /invoices?page=2 {"number":"R-7"}']);
});

test.each<[string, Rule['fault'], unknown, boolean]>([
  ['reset before', { kind: 'reset' }, 'ECONNRESET', false],
  ['reset during', { kind: 'reset', at: 'during' }, 'ECONNRESET', false],
  ['reset after', { kind: 'reset', at: 'after' }, 'ECONNRESET', true],
  ['no answer', { kind: 'no-answer' }, 'TimeoutError', false],
  ['lost answer', { kind: 'lost-answer' }, 'TimeoutError', true],
  ['half an answer', { kind: 'half-answer' }, 'UND_ERR_SOCKET', true],
  ['slow drip', { kind: 'slow-drip', overMs: 10_000 }, 'TimeoutError', true],
  ['latency', { kind: 'latency', delayMs: 50 }, [200, ANSWER], true],
  ['429', { kind: 'status', status: 429, retryAfter: '7' }, [429, expect.stringContaining('stand-in')], false],
  ['500 after', { kind: 'status', status: 500, passOn: true }, [500, expect.stringContaining('stand-in')], true],
  ['malformed', { kind: 'malformed' }, [200, expect.stringMatching(/^<html>/)], true],
  ['wrong schema', { kind: 'wrong-schema' }, [200, expect.stringMatching(/^\{"outcome"/)], true],
])('%s: what the client sees, and whether the system did it', async (_name, fault, client, done) => {
  proxy.set([{ fault, path: '/invoices/*/commit', times: 1 }]);
  expect(await seen('/invoices/D-1/commit')).toEqual(client);
  expect(served.length).toBe(done ? 1 : 0);
  expect(await seen('/invoices/D-1/commit')).toEqual([200, ANSWER]); // once, and no more
  expect(proxy.strikes()).toEqual([{ rule: 0, kind: fault.kind, method: 'POST', path: '/invoices/D-1/commit' }]);
});

test('headers: Retry-After as given, and a Date that is wrong', async () => {
  proxy.set([
    { fault: { kind: 'status', status: 503, retryAfter: '7' }, times: 1 },
    { fault: { kind: 'clock-skew', byMs: 86_400_000 } },
  ]);
  expect((await post('/')).headers.get('retry-after')).toBe('7');
  const skewed = Date.parse((await post('/')).headers.get('date')!) - Date.now();
  expect(Math.abs(skewed - 86_400_000)).toBeLessThan(5_000);
});

test('down: open connections are reset, new ones refused, until it is back', async () => {
  proxy.set([{ fault: { kind: 'down', forMs: 300 }, times: 1 }]);
  expect(await seen('/')).toBe('ECONNRESET');
  expect(await seen('/')).toBe('ECONNREFUSED');
  await proxy.down(0); // resolves with the outage that is under way
  expect(await seen('/')).toEqual([200, ANSWER]);
});

test('which request: by method, path, text, nth, predicate, and by a share that the seed decides', async () => {
  const status = async (rule: Omit<Rule, 'fault'>, paths: string[]): Promise<number[]> => {
    proxy.set([{ fault: { kind: 'status', status: 500 }, ...rule }]);
    const all: number[] = [];
    for (const path of paths) all.push((await post(path)).status);
    return all;
  };
  expect(await status({ method: 'GET' }, ['/a'])).toEqual([200]);
  expect(await status({ path: '/a/*' }, ['/a/b', '/a/b/c', '/a'])).toEqual([500, 200, 200]);
  expect(await status({ contains: 'R-7' }, ['/a'])).toEqual([500]);
  expect(await status({ contains: 'Müller & Co' }, ['/?name=M%C3%BCller+%26+Co', '/'])).toEqual([500, 200]);
  expect(await status({ after: 1, times: 1 }, ['/', '/', '/'])).toEqual([200, 500, 200]);
  expect(await status({ when: ({ body }) => body.endsWith('"R-8"}') }, ['/'])).toEqual([200]);
  const many = Array.from({ length: 40 }, () => '/');
  const share = await status({ share: 0.3 }, many);
  expect(await status({ share: 0.3 }, many)).toEqual(share);
  expect(new Set(share)).toEqual(new Set([200, 500]));
  expect(() => proxy.set([{ fault: { kind: 'gremlin' } as never }])).toThrow();
});

describe('before a mail server', () => {
  let mailbox: MailboxStandIn;
  let mails: FaultProxy;
  beforeEach(async () => {
    mailbox = await startMailboxStandIn();
    mails = await startFaultProxy({ target: mailbox.smtpUrl });
  });
  afterEach(async () => {
    await mails.close();
    await mailbox.close();
  });

  const send = async (): Promise<string> => {
    const client = new MailClient({ url: mails.url, from: 'a@buyer.example', requestTimeoutMs: 400 });
    const mail = {
      to: 'b@seller.example',
      subject: 'Order 7',
      text: 'Where is it?',
      messageId: 'm-1@seaworthy.invalid',
    };
    return client.send(mail).then(
      () => 'taken',
      (error: SystemError) => error.class,
    );
  };

  test.each<[string, Rule['fault'], string, number]>([
    ['reset before', { kind: 'reset' }, 'unknown', 0],
    ['reset during', { kind: 'reset', at: 'during' }, 'unknown', 0],
    ['reset after', { kind: 'reset', at: 'after' }, 'unknown', 1],
    ['lost answer', { kind: 'lost-answer' }, 'unknown', 1],
    ['slow drip', { kind: 'slow-drip', overMs: 5_000 }, 'unknown', 1],
    ['500', { kind: 'status', status: 500 }, 'transient', 0],
    ['malformed', { kind: 'malformed' }, 'unknown', 1],
    ['latency', { kind: 'latency', delayMs: 50 }, 'taken', 1],
  ])('%s: what the client sees, and whether the message arrived', async (_name, fault, client, arrived) => {
    mails.set([{ fault, contains: 'Order 7', times: 1 }]);
    expect(await send()).toBe(client);
    expect(mailbox.messages()).toHaveLength(arrived);
    expect(await send()).toBe('taken');
    expect(mailbox.messages()).toHaveLength(1);
  });
});
