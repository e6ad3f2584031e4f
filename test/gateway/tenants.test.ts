// Needs a Temporal dev server and PostgreSQL (stack), and a provider in a process of its own.
import type { Payload } from '@temporalio/common';
import { createClient } from '../../client';
import type { SeaworthyClient } from '../../client';
import { agents } from '../../src/agents';
import { peopleOf } from '../../src/gateway/identity/people-of';
import { startGateway } from '../../src/gateway/start-gateway';
import type { RunningGateway } from '../../src/gateway/start-gateway';
import { noteIntake } from '../../src/ledger/intake';
import { call } from '../helpers/call';
import type { Answer } from '../helpers/call';
import { eventually } from '../helpers/eventually';
import { startIdentityProvider } from './identity-provider';
import type { IdentityProvider } from './identity-provider';
import { openOffice } from './office';
import type { Office } from './office';
import { paperAgent } from './workflows/paper-agent';

let office: Office;
let provider: IdentityProvider;
let gateway: RunningGateway;
const roles = ['starter', 'keeper', 'lead', 'operator', 'admin', 'auditor'];
const tokens = { north: '', south: '', both: '', none: '' };
let north: SeaworthyClient;
let south: SeaworthyClient;
/** Runs of either, with their open questions. */
let northern: { run: string; approval: string };
let southern: { run: string; approval: string };

beforeAll(async () => {
  office = await openOffice();
  await office.worker();
  provider = await startIdentityProvider({ people: {}, redirectUris: [] });
  const { ledger, keys, temporal, masterKeys } = office;
  const ours = { ...agents, [paperAgent.name]: paperAgent };
  const env = { ...provider.env, SEAWORTHY_URL: 'http://127.0.0.1:7400', SEAWORTHY_OIDC_TENANTS_CLAIM: 'tenants' };
  gateway = await startGateway({
    ledger,
    keys,
    temporal,
    agents: ours,
    webhooks: { masterKeys, allowedHosts: [] },
    ...peopleOf(env, { keys, agents: ours }),
  });
  const bound = { north: ['north'], south: ['south'], both: ['north', 'south'], none: undefined };
  for (const [name, tenants] of Object.entries(bound))
    tokens[name as keyof typeof tokens] = await provider.sign({
      sub: name,
      roles,
      ...(tenants ? { tenants } : {}),
      exp: Math.floor(Date.now() / 1000) + 600,
    });
  north = createClient({ url: gateway.url, token: () => tokens.north });
  south = createClient({ url: gateway.url, token: () => tokens.south });
  northern = await asking(north, 'n1');
  southern = await asking(south, 's1');
});
afterAll(async () => {
  await gateway.close();
  await provider.close();
  await office.close();
});

/** A run that waits for its keeper. */
async function asking(client: SeaworthyClient, number: string): Promise<typeof northern> {
  const { run } = await client.start('order-paper', { number, way: 'choose' });
  const { approvals } = await client.run(run, { waitMs: 30_000 });
  return { run, approval: approvals[0]! };
}

const ask = (
  who: keyof typeof tokens,
  path: string,
  { method = 'GET', body, headers = {} }: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<Answer> =>
  call(gateway.url, path, {
    method,
    headers: { authorization: `Bearer ${tokens[who]}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
  });
const parsed = ({ text }: Answer): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

describe('who acts for a tenant', () => {
  it('starts its runs', async () => {
    expect(await north.run(northern.run)).toMatchObject({ tenant: 'north' });
    const start = (who: keyof typeof tokens, tenant?: string): Promise<Answer> =>
      ask(who, '/v1/workflows/order-paper/runs', {
        method: 'POST',
        body: JSON.stringify({ input: { number: 'x', way: 'choose' }, tenant }),
      });
    const refused = { status: 403, code: 'Tenant.NotYours' };
    expect(await start('north', 'south')).toMatchObject(refused);
    expect(await start('north', 'default')).toMatchObject(refused);
    expect(await start('both')).toMatchObject(refused);
    expect(await start('both', 'south')).toMatchObject({ status: 202 });
    expect(await start('none')).toMatchObject(refused);
    const invoice = '/v1/workflows/invoice-exceptions/runs';
    const document = { method: 'POST', headers: { 'content-type': 'application/xml' }, body: '<x/>' };
    expect(await ask('north', `${invoice}?tenant=south`, document)).toMatchObject(refused);
  });

  it('finds its runs in lists, and no others', async () => {
    const { runs } = await north.runs({ limit: 100 });
    expect(runs.map(({ run }) => run)).toContain(northern.run);
    expect(new Set(runs.map(({ tenant }) => tenant))).toEqual(new Set(['north']));
    expect((await south.runs({ limit: 1 })).runs[0]!.tenant).toBe('south');
    const asked = await north.approvals();
    expect(asked.map(({ id }) => id)).toEqual([northern.approval]);
    expect(await north.approvals({ run: southern.run })).toEqual([]);
    expect(parsed(await ask('none', '/v1/runs'))).toMatchObject({ runs: [], next: null });
    expect(parsed(await ask('none', '/v1/approvals'))).toMatchObject({ approvals: [], open: { all: 0 } });
    expect(await north.figures('order-paper')).toMatchObject({ runs: runs.length });
    expect(await north.overview()).toMatchObject({ states: { waiting: runs.length }, open: [{ count: runs.length }] });
    const nothing = { states: { running: 0, waiting: 0, parked: 0, ended: 0 }, open: [], waits: [] };
    expect(parsed(await ask('none', '/v1/overview'))).toMatchObject(nothing);
    expect(parsed(await ask('none', '/v1/workflows/order-paper/figures'))).toMatchObject({ runs: 0, steps: {} });
  });

  it('cannot tell what is another’s from what is not there', async () => {
    const { run, approval } = southern;
    const decision = { method: 'POST', body: '{"decision":"answer","answer":{"buy":true,"note":""}}' };
    for (const [path, options] of [
      [`/v1/runs/${run}`],
      [`/v1/runs/${run}?wait=1s`],
      [`/v1/runs/${run}/events`],
      [`/v1/runs/${run}/cancel`, { method: 'POST', body: '{}' }],
      [`/v1/runs/${run}/flags`, { method: 'POST', body: '{"entry":1,"category":"other"}' }],
      [`/v1/approvals/${approval}`],
      [`/v1/approvals/${approval}/decisions`, decision],
    ] as const) {
      const mine = await ask('north', path, options);
      const nobodys = await ask('north', path.replace(/(run_)?[0-9a-z]{26}/, `$1${'0'.repeat(26)}`), options);
      expect([path, mine.status]).toEqual([path, 404]);
      expect(mine.code).toBe(nobodys.code);
    }
    expect(await south.approval(approval)).toMatchObject({ status: 'open', yours: true });
  });

  it('is told that its lists have changed, and not those of others', async () => {
    const stop = new AbortController();
    const told = { north: 0, south: 0 };
    const follow = async (name: keyof typeof told, client: SeaworthyClient): Promise<void> => {
      for await (const topic of client.changes({ topics: ['inbox'], signal: stop.signal })) if (topic) told[name]++;
    };
    const following = [follow('north', north), follow('south', south)];
    await eventually(() => told.north === 1 && told.south === 1);
    const { run, approval } = await asking(south, 's2');
    await eventually(() => told.south === 2);
    await south.decide(approval, { decision: 'answer', answer: { buy: false, note: 'no' } });
    await south.result(run);
    await eventually(() => told.south === 3);
    expect(told.north).toBe(1);
    stop.abort();
    await Promise.allSettled(following);
  });

  it('reads the documents of its runs', async () => {
    const { ledger } = office;
    const { id } = await south.upload({ document: Buffer.from('<secret/>'), filename: 'south.xml' });
    const path = `/v1/documents/${id}`;
    expect(await ask('south', path)).toMatchObject({ status: 404, code: 'Document.Unknown' }); // until a run names it
    await ledger.pool.query('insert into document_runs (document, run) values ($1, $2)', [id, southern.run]);
    expect(await ask('south', path)).toMatchObject({ status: 200, text: '<secret/>' });
    expect(await ask('both', path)).toMatchObject({ status: 200 });
    for (const who of ['north', 'none'] as const)
      expect(await ask(who, path)).toMatchObject({ status: 404, code: 'Document.Unknown' });
  });

  it('sees what came in for it, and the halts and rules that hold for it', async () => {
    const { ledger } = office;
    for (const tenant of ['north', 'south'])
      await noteIntake(ledger, { source: 'folder', item: tenant, part: 0, tenant, outcome: 'aside', reason: 'x' });
    const controller = office.as('controller');
    const halts = await Promise.all([
      controller.halt({ kind: 'tenant', value: 'south', why: 'w' }),
      controller.halt({ kind: 'tool', value: 'buy', why: 'w' }),
    ]);
    for (const tenant of ['*', 'north', 'south'])
      await controller.addRule({ target: 'writes', effect: 'deny', why: tenant, tenant });
    expect((await north.intake()).map(({ item }) => item)).toEqual(['north']);
    expect((await north.halts()).map(({ kind }) => kind)).toEqual(['tool']);
    expect((await north.rules()).rules.map(({ tenant }) => tenant)).toEqual(['*', 'north']);
    for (const { id } of halts) await controller.resume(id, { why: 'w' });
    for (const { id } of (await controller.rules()).rules) await controller.endRule(id, { why: 'w' });
  });

  it('reads in Temporal what its runs hold', async () => {
    const sealedOf = async (run: string): Promise<object> => {
      const { workflowId } = await office.client.run(run);
      const { events } = await office.temporal.workflow.getHandle(workflowId).fetchHistory();
      const { metadata, data }: Payload = events![0]!.workflowExecutionStartedEventAttributes!.input!.payloads![0]!;
      const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
      const texts = Object.entries(metadata!).map(([name, bytes]) => [name, base64(bytes)]);
      return { metadata: Object.fromEntries(texts) as object, data: base64(data!) };
    };
    const payloads = await Promise.all([northern, southern].map(({ run }) => sealedOf(run)));
    const answer = await ask('north', '/codec/decode', { method: 'POST', body: JSON.stringify({ payloads }) });
    const [opened, closed] = parsed(answer)['payloads'] as { data: string }[];
    expect(Buffer.from(opened!.data, 'base64').toString()).toContain('"n1"');
    expect(closed).toEqual(payloads[1]);
  });

  it('finds the same by way of MCP', async () => {
    const request = { jsonrpc: '2.0', id: 1, method: 'tools/call' };
    const use = async (name: string, args: object): Promise<string> => {
      const body = JSON.stringify({ ...request, params: { name, arguments: args } });
      const headers = { accept: 'application/json, text/event-stream' };
      return (await ask('north', '/mcp', { method: 'POST', body, headers })).text;
    };
    expect(await use('get_run', { run: northern.run })).toContain(northern.run);
    expect(await use('get_run', { run: southern.run })).toContain('Run.Unknown');
    expect(await use('list_runs', { limit: 100 })).not.toContain(southern.run);
  });

  it.each([
    ['GET', '/v1/webhooks', undefined],
    ['POST', '/v1/webhooks', '{"url":"https://example.com","events":["run.ended"]}'],
    ['GET', '/v1/deliveries', undefined],
    ['POST', '/v1/halts', '{"kind":"all","why":"w"}'],
    ['POST', '/v1/halts', '{"kind":"tenant","value":"north","why":"w"}'],
    ['POST', '/v1/halts/1/resume', '{"why":"w"}'],
    ['POST', '/v1/rules', '{"target":"writes","effect":"deny","why":"w"}'],
    ['POST', '/v1/rules/1/end', '{"why":"w"}'],
  ])('may not do what is for all: %s %s', async (method, path, body) => {
    const answer = await ask('both', path, { method, ...(body ? { body } : {}) });
    expect(answer).toMatchObject({ status: 403, code: 'Tenant.NotYours' });
  });

  it('is bound in a session too', async () => {
    const seen = Math.floor(Date.now() / 1000);
    const identity = { issuer: provider.issuer, subject: 'x' };
    const claims = { jti: 'x', identity, name: 'x', roles, tenants: ['north'], seen, exp: seen + 60 };
    const headers = { cookie: `seaworthy=${await office.keys.sign('session', claims)}` };
    expect(await call(gateway.url, `/v1/runs/${southern.run}`, { headers })).toMatchObject({ status: 404 });
    expect(await call(gateway.url, `/v1/runs/${northern.run}`, { headers })).toMatchObject({ status: 200 });
  });
});
