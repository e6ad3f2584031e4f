// Needs nothing: a server on a free port that answers a bit at a time.
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { within } from '../../src/integrations/within';

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/soon') return response.end('whole');
    const dripping = setInterval(() => response.write('drop '), 50);
    response.on('close', () => clearInterval(dripping));
    return setTimeout(() => response.end(), 4_000).unref();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = (path: string, ms: number, caller = new AbortController().signal): Promise<string> =>
  within(ms, caller, async (signal) => (await fetch(`${url}${path}`, { signal })).text());

it('keeps its time also when garbage is collected in the middle of an answer, in code that has run often', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 150; round += 1)
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => get('/soon', 5_000))))).toEqual(
      new Set(['whole']),
    );
  const collecting = setInterval(collect, 100);
  const slow = await Promise.allSettled([get('/slowly', 500), get('/slowly', 500), get('/slowly', 500)]);
  clearInterval(collecting);
  for (const each of slow) expect(each).toMatchObject({ status: 'rejected', reason: { name: 'TimeoutError' } });
});

it('ends with the caller, by the caller’s own reason', async () => {
  const caller = new AbortController();
  const reason = new Error('no longer wanted');
  const asked = get('/slowly', 3_000, caller.signal);
  caller.abort(reason);
  await expect(asked).rejects.toBe(reason);
  await expect(get('/soon', 3_000, AbortSignal.abort(reason))).rejects.toBe(reason);
});
