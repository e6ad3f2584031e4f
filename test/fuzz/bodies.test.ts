// Needs PostgreSQL (stack); a gateway without Temporal is sent mutated bodies, and mutated messages of MCP.
import type { BareGateway } from '../gateway/bare-gateway';
import { openBareGateway } from '../gateway/bare-gateway';
import { fuzz, fuzzTimeoutMs } from './fuzzing';
import { mutateBytes, mutateJson } from './mutate';

let bare: BareGateway;
beforeAll(async () => {
  bare = await openBareGateway();
});
afterAll(() => bare.close());

const rpc = (method: string, params: object): object => ({ jsonrpc: '2.0', id: 1, method, params });
const posts: [path: string, body: object, as: string][] = [
  ['/v1/runs', { workflow: 'invoice-exceptions', input: { document: 'doc_none', filename: 'a.xml' } }, 'starter'],
  ['/v1/approvals/run_none.1.1/decisions', { decision: 'approve', reason: 'fine', args: { amount: '1' } }, 'reviewer'],
  ['/v1/halts', { kind: 'tenant', value: 'nobody', why: 'a drill' }, 'controller'],
  ['/v1/rules', { workflow: 'invoice-exceptions', effect: 'deny', target: { tool: 'none' }, why: 'x' }, 'controller'],
  ['/v1/webhooks', { url: 'https://receiver.example/hook', events: ['run.ended'] }, 'controller'],
  ['/v1/runs/run_none/flags', { category: 'wrong-amount', text: 'x', entry: 3 }, 'reviewer'],
  [
    '/mcp',
    rpc('tools/call', { name: 'start_run', arguments: { workflow: 'invoice-exceptions', input: {} } }),
    'starter',
  ],
  ['/mcp', rpc('tools/list', {}), 'starter'],
];

it(
  'a mutated body is refused or taken as what it says: no failure of ours, and no run',
  async () => {
    await fuzz('body', async (random, index) => {
      const [path, body, as] = posts[index % posts.length]!;
      const sent =
        random.next() < 0.4
          ? mutateBytes(Buffer.from(JSON.stringify(body)), random)
          : JSON.stringify(mutateJson(body, random));
      const answered = await fetch(bare.gateway.url + path, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'seaworthy-as': as,
        },
        body: sent ?? '',
        signal: AbortSignal.timeout(20_000),
      });
      const text = await answered.text();
      // 503: what fits would need Temporal, which is not there.
      if (answered.status >= 500 && answered.status !== 503)
        throw new Error(`${path} answered ${answered.status}: ${text.slice(0, 300)} to ${String(sent).slice(0, 300)}`);
      expect(text).not.toMatch(/\bat .*\.[tj]s:\d+/);
    });
    const { rows } = await bare.ledger.pool.query<{ runs: number }>(
      `select count(*)::int as runs from runs where id <> '_operations'`,
    );
    expect(rows[0]!.runs).toBe(0);
  },
  fuzzTimeoutMs,
);
