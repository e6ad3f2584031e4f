// Needs a Temporal dev server and PostgreSQL (stack). Holds description, routes and client together.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '../../client';
import type { SeaworthyClient } from '../../client';
import { createGateway } from '../../src/gateway/create-gateway';
import { Vaults } from '../../src/masking/vaults';
import { openOffice, people } from './office';
import type { Office } from './office';

interface Described {
  openapi: string;
  paths: Record<
    string,
    Record<string, { operationId: string; summary?: string; responses: object; requestBody?: { content: object } }>
  >;
  components: { schemas: object };
}

let office: Office;
let described: Described;

beforeAll(async () => {
  office = await openOffice();
  described = (await (await fetch(`${office.gateway.url}/openapi.json`)).json()) as Described;
});
afterAll(() => office.close());

const operations = (): string[] =>
  Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );

/** `METHOD /path/{parameter}` of every route that there is, from Fastify's drawing of them. */
async function routes(): Promise<string[]> {
  const app = await createGateway({
    ledger: office.ledger,
    temporal: office.temporal,
    keys: office.keys,
    people,
    site: { url: undefined },
    agents: {},
    maps: {},
    vaults: new Vaults(office.ledger, {}),
    webhooks: { masterKeys: office.masterKeys, allowedHosts: [] },
    mainQueue: 'q',
    closing: new AbortController().signal,
  });
  const drawn = app.printRoutes({ commonPrefix: false });
  await app.close();
  const parents: string[] = [];
  return drawn.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods] = /^([│├└─ ]*)(\S+)(?: \((.*)\))?/.exec(line) ?? [];
    const depth = indent.length / 4;
    parents.splice(depth - 1, Infinity, part);
    const path = parents.join('').replace(/:(\w+)/g, '{$1}');
    return (methods?.split(', ') ?? []).filter((method) => method !== 'HEAD').map((method) => `${method} ${path}`);
  });
}

it('every route is described, and nothing else is', async () => {
  expect(
    (await routes())
      .filter((route) => !/ \/(openapi\.json|healthz|readyz|mcp|sign-in|codec\/decode)$/.test(route))
      .sort(),
  ).toEqual(operations().sort());
  expect(operations().length).toBeGreaterThan(15);
});

it('is OpenAPI 3.1 whose references resolve, with the problems that any route may answer', () => {
  expect(described.openapi).toBe('3.1.0');
  const all = Object.values(described.paths).flatMap((methods) => Object.values(methods));
  expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(all.length);
  for (const { summary, responses } of all) {
    expect(summary).toBeTruthy();
    expect(responses).toHaveProperty('default');
  }
  const start = described.paths['/v1/workflows/{name}/runs']!['post']!;
  expect(Object.keys(start.requestBody!.content)).toEqual(['application/json', 'application/xml']);
  const names = Object.keys(described.components.schemas);
  expect(names).toEqual(expect.arrayContaining(['RunStory', 'ApprovalItem', 'Problem']));
  const refs = [...JSON.stringify(described).matchAll(/"\$ref":"([^"]*)"/g)].map(([, ref]) => ref!);
  expect(refs.length).toBeGreaterThan(10);
  for (const ref of refs) expect(names.map((name) => `#/components/schemas/${name}`)).toContain(ref);
});

/** One call of each method of the client. Their types are those that the description is made from. */
const calls: { [M in keyof SeaworthyClient]: (client: SeaworthyClient) => unknown } = {
  start: (client) => client.start('w', {}),
  result: (client) => client.result('r'),
  run: (client) => client.run('r'),
  runs: (client) => client.runs(),
  cancel: (client) => client.cancel('r'),
  flag: (client) => client.flag('r', { entry: 1, category: 'other' }),
  flags: (client) => client.flags(),
  flagged: (client) => client.flagged('f'),
  ownFlag: (client) => client.ownFlag('f'),
  reviewFlag: (client) => client.reviewFlag('f', { review: 'rejected', why: 'w' }),
  cases: (client) => client.cases(),
  retireCase: (client) => client.retireCase('c', { why: 'w' }),
  proposeGuidance: (client) => client.proposeGuidance({ workflow: 'w', text: 't', why: 'w' }),
  guidance: (client) => client.guidance(),
  retireGuidance: (client) => client.retireGuidance('g', { why: 'w' }),
  prove: (client) => client.prove({ workflow: 'w', model: 'm', why: 'w' }),
  proof: (client) => client.proof('p'),
  proofs: (client) => client.proofs(),
  startRollout: (client) => client.startRollout({ proof: 'p', why: 'w' }),
  rollout: (client) => client.rollout(1),
  rollouts: (client) => client.rollouts(),
  promoteRollout: (client) => client.promoteRollout(1, { why: 'w' }),
  rollBackRollout: (client) => client.rollBackRollout(1, { why: 'w' }),
  feedback: (client) => client.feedback('w'),
  flagLink: (client) => client.flagLink('r', { entry: 1 }),
  flagByLink: (client) => client.flagByLink({ token: 't', category: 'other' }),
  follow: (client) => client.follow('r')[Symbol.asyncIterator]().next(),
  changes: (client) => client.changes()[Symbol.asyncIterator]().next(),
  map: (client) => client.map('w'),
  figures: (client) => client.figures('w'),
  advice: (client) => client.advice('w'),
  completeness: (client) => client.completeness('w'),
  cost: (client) => client.cost('w'),
  projection: (client) => client.projection('w'),
  admit: (client) => client.admit('w', { environment: 'production', why: 'w' }),
  admissions: (client) => client.admissions('w'),
  overview: (client) => client.overview(),
  readiness: (client) => client.readiness('w', { at: 1 }),
  waive: (client) => client.waive('w', { criterion: 'c', why: 'w', until: null }),
  inbox: (client) => client.inbox({ mine: true }),
  approvals: (client) => client.approvals(),
  approval: (client) => client.approval('a'),
  decide: (client) => client.decide('a', { decision: 'approve' }),
  me: (client) => client.me(),
  signOut: (client) => client.signOut(),
  upload: (client) => client.upload({ document: Buffer.from('x') }),
  document: (client) => client.document('d'),
  halt: (client) => client.halt({ kind: 'all', why: 'w' }),
  resume: (client) => client.resume(1, { why: 'w' }),
  halts: (client) => client.halts(),
  addRule: (client) => client.addRule({ target: 'writes', effect: 'deny', why: 'w' }),
  endRule: (client) => client.endRule(1, { why: 'w' }),
  rules: (client) => client.rules(),
  systems: (client) => client.systems(),
  budgets: (client) => client.budgets(),
  setBudget: (client) => client.setBudget({ scope: 'tenant-month', name: 't', usd: '1', why: 'w' }),
  setRate: (client) => client.setRate('s', { rps: 1, why: 'w' }),
  quarantine: (client) => client.quarantine(),
  keptAnswer: (client) => client.keptAnswer(1),
  replayQuarantine: (client) => client.replayQuarantine({ system: 's' }),
  hold: (client) => client.hold({ run: 'r', why: 'w' }),
  releaseHold: (client) => client.releaseHold('h', { why: 'w' }),
  holds: (client) => client.holds(),
  erasure: (client) => client.erasure('r'),
  erase: (client) => client.erase('r', { why: 'w' }),
  findPerson: (client) => client.findPerson({ person: 'someone' }),
  reads: (client) => client.reads(),
  addWebhook: (client) => client.addWebhook({ url: 'https://example.com', events: ['run.ended'] }),
  removeWebhook: (client) => client.removeWebhook('w'),
  webhooks: (client) => client.webhooks(),
  deliveries: (client) => client.deliveries(),
  intake: (client) => client.intake(),
  redeliver: (client) => client.redeliver('d'),
};

it('the client has every operation, and asks for none that there is not', async () => {
  const asked = new Set<string>();
  const server = createServer((request, response) => {
    const [path] = request.url!.split('?') as [string];
    const fits = (template: string): boolean => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
    const found = operations().find((operation) => {
      const [method, template] = operation.split(' ') as [string, string];
      return method === request.method && fits(template);
    });
    asked.add(found ?? `${request.method} ${path}`);
    response.writeHead(400, { 'content-type': 'application/problem+json' }).end('{"code":"Input.Invalid"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = createClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  expect(Object.keys(calls).sort()).toEqual(Object.keys(client).sort());
  for (const call of Object.values(calls)) await expect(call(client)).rejects.toMatchObject({ code: 'Input.Invalid' });
  await new Promise((resolve) => server.close(resolve));
  expect([...asked].sort()).toEqual(operations().sort());
});
