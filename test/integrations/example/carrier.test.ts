// Starts an HTTP server of its own; no database. Reads the documentation.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTinyServer } from '../http/tiny-server';
import type { TinyServer } from '../http/tiny-server';
import { carrier, carrierTools } from './carrier';

let server: TinyServer;
let permits = 0;
const connect = (): ReturnType<typeof carrier.connect> =>
  carrier.connect({
    env: { CARRIER_URL: `${server.url}/v2`, CARRIER_KEY: 'a-long-key' },
    permit: () => Promise.resolve(void (permits += 1)),
    documents: undefined as never,
  });
afterEach(() => server.close());

test('the example of docs/integrations.md works', async () => {
  const one = { nummer: 'S-1', angekommen: '17.03.2026', gewicht: '1.250,5', fahrer: 'not used' };
  server = await startTinyServer(({ method, url, headers }) => {
    if (headers['x-api-key'] !== 'a-long-key') return { status: 401 };
    if (method === 'POST') return { body: { claim: 'C-1' } };
    return { body: url.endsWith('page=1') ? [one] : url.endsWith('page=2') ? [{ ...one, nummer: 'S-2' }] : [] };
  });
  expect(await connect().shipmentsOf('PO 1')).toEqual([
    { number: 'S-1', arrived: '2026-03-17', kilos: '1250.5' },
    { number: 'S-2', arrived: '2026-03-17', kilos: '1250.5' },
  ]);
  expect(server.asked[0]!.url).toBe('/v2/orders/PO%201/shipments?page=1');
  expect(permits).toBe(3);
  const call = { signal: new AbortController().signal, timeoutMs: 1_000, beforeSend: () => undefined, facts: {} };
  const { claimDamage } = carrierTools;
  if (claimDamage.effect !== 'write' || claimDamage.write !== 'idempotent') throw new Error('it is idempotent');
  const claimed = await claimDamage.run({ shipment: 'S-1' }, connect(), { ...call, reference: 'key-1' });
  expect(claimed).toEqual({ claim: 'C-1' });
  expect(server.asked.at(-1)).toMatchObject({ headers: { 'idempotency-key': 'key-1' }, body: '{"shipment":"S-1"}' });
});

test.each([
  [423, 'transient'],
  [401, 'credential'],
  [404, 'rejected'],
])('its %i is %s', async (status, expected) => {
  server = await startTinyServer(() => ({ status }));
  await expect(connect().shipmentsOf('PO 1')).rejects.toMatchObject({ class: expected, system: 'carrier' });
});

test('the documentation shows this very code', () => {
  const docs = readFileSync(join(__dirname, '../../../docs/integrations.md'), 'utf8');
  const code = readFileSync(join(__dirname, 'carrier.ts'), 'utf8');
  server = { close: () => Promise.resolve() } as TinyServer;
  const shown = /```ts\n(import[^]*?)```/.exec(docs)?.[1];
  const wherever = (text: string | undefined): string | undefined => text?.replace(/from '.*\/([\w-]+)'/g, "from '$1'");
  expect(wherever(shown)).toBe(wherever(code));
});
