// Needs a Temporal dev server and PostgreSQL (stack); the receivers are real servers.
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import type { WebhookMade, WebhookMessage } from '../../client';
import type { RunId } from '../../src/contracts/ids';
import { append } from '../../src/ledger/append';
import { registerRun } from '../../src/ledger/register-run';
import { eventually } from '../helpers/eventually';
import { kill, startWorkerProcess } from '../helpers/worker-process';
import { openOffice } from './office';
import type { Office } from './office';
import { startReceiver } from './receiver';
import type { Receiver } from './receiver';

let office: Office;
let receiver: Receiver;
let webhook: WebhookMade;
let counted = 0;

beforeAll(async () => {
  office = await openOffice();
  receiver = await startReceiver();
});
beforeEach(async () => {
  receiver.answer(204);
  receiver.received.length = 0;
  webhook = await office.client.addWebhook({ url: `${receiver.url}/hook`, events: ['run.ended'] });
});
afterEach(() => office.client.removeWebhook(webhook.id).catch(() => undefined));
afterAll(async () => {
  await office.close();
  await receiver.close();
});

const first = async () => (await office.client.deliveries({ webhook: webhook.id }))[0];
const stateOf = async (): Promise<string | undefined> => (await first())?.state;

/** A run that ends, in the ledger alone. */
async function ended(tenant = 'default'): Promise<RunId> {
  const id = `run_w${++counted}` as RunId;
  const run = { id, tenant, starter: 'local|starter', temporalRun: 'first' };
  await registerRun(office.ledger, {
    ...run,
    workflow: 'orderPaper',
    workflowId: 'paper-secret-supplier',
    name: 'paper',
  });
  const end = { source: 'w:1', kind: 'run-ended', step: null, header: { end: 'done' }, body: { summary: 'personal' } };
  await append(office.ledger, id, null, [end as never]);
  return id;
}

it('while no worker runs, what happens waits; a worker that dies after sending sends again under the same id', async () => {
  const run = await ended();
  const dying = await startWorkerProcess(
    { ...office.env, SEAWORTHY_FAULT: 'webhook-posted:1' },
    join(__dirname, '../helpers/run-invoice-worker.ts'),
  );
  await eventually(() => receiver.received.length === 1 && dying.signalCode === 'SIGKILL');
  expect(await first()).toMatchObject({ state: 'pending', attempts: 0 });
  await office.worker();
  await eventually(async () => (await stateOf()) === 'delivered', 60);
  await kill(dying);
  expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([
    (await first())!.id,
    (await first())!.id,
  ]);
  expect((JSON.parse(receiver.received[0]!.body) as WebhookMessage).data.run).toBe(run);
}, 900_000);

it('tells of ends and questions, signed, and no more than ids and where to ask', async () => {
  const both = await office.client.addWebhook({ url: `${receiver.url}/both`, events: ['run.ended', 'approval.asked'] });
  const { run, approval } = await office.order({ number: 'w-4711', amount: '500' });
  await eventually(() => receiver.received.length === 1);
  await office.client.decide(approval, { decision: 'approve', reason: 'because' });
  await eventually(() => receiver.received.length === 3);
  const messages = receiver.received.filter(({ path }) => path === '/both');
  for (const { body, headers } of messages) {
    expect(new Webhook(both.secret).verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body));
    expect(() => new Webhook(webhook.secret).verify(body, headers as Record<string, string>)).toThrow('signature');
    expect(() => new Webhook(both.secret).verify(`${body} `, headers as Record<string, string>)).toThrow('signature');
    expect(body).not.toMatch(/4711|500|because|paper-/);
  }
  const links = { run: `/v1/runs/${run}` };
  expect(messages.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    {
      type: 'approval.asked',
      timestamp: expect.any(String) as string,
      data: {
        approval,
        run,
        workflow: 'orderPaper',
        step: 'buy',
        gate: 'approval',
        role: 'lead',
        due: expect.any(String) as string,
        links: { approval: `/v1/approvals/${approval}`, ...links },
      },
    },
    {
      type: 'run.ended',
      timestamp: expect.any(String) as string,
      data: { run, workflow: 'orderPaper', end: 'done', links },
    },
  ]);
  await office.client.removeWebhook(both.id);
  await ended();
  await eventually(() => receiver.received.length === 4);
  expect(receiver.received.at(-1)).toMatchObject({ path: '/hook' });
});

it('a receiver that is down is told once it is back, under one id', async () => {
  receiver.answer(503, { 'retry-after': '1' });
  await ended();
  await eventually(() => receiver.received.length === 2);
  receiver.answer(204);
  await eventually(async () => (await stateOf()) === 'delivered');
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(await first()).toMatchObject({ attempts: receiver.received.length, answer: '204' });
});

it('what nobody takes is given up and listed, and delivered again when somebody says so', async () => {
  receiver.answer(302, { location: `${receiver.url}/elsewhere` });
  await ended();
  await eventually(async () => (await stateOf()) === 'dead');
  expect(receiver.received).toHaveLength(4);
  expect(receiver.received.every(({ path }) => path === '/hook')).toBe(true);
  const [dead] = await office.client.deliveries({ state: 'dead', webhook: webhook.id });
  expect(dead).toMatchObject({ attempts: 4, answer: '302' });
  receiver.answer(200);
  expect(await office.client.redeliver(dead!.id)).toMatchObject({ state: 'pending' });
  await eventually(async () => (await stateOf()) === 'delivered');
  expect(receiver.received.at(-1)!.headers['webhook-id']).toBe(dead!.id);
  await expect(office.client.redeliver('msg_none')).rejects.toMatchObject({ code: 'Delivery.Unknown' });
});

it('410 Gone ends it', async () => {
  receiver.answer(410);
  await ended();
  await eventually(async () => (await stateOf()) === 'dead');
  expect(receiver.received).toHaveLength(1);
  const all = await office.client.webhooks({ all: true });
  expect(all.find(({ id }) => id === webhook.id)).toMatchObject({ ended: { why: 'The receiver answered 410 Gone.' } });
  await expect(office.client.removeWebhook(webhook.id)).rejects.toMatchObject({ code: 'Webhook.Unknown' });
  await ended();
  expect(await office.client.deliveries({ webhook: webhook.id })).toHaveLength(1);
});

it('a gateway that ended before it noted the start starts nothing twice', async () => {
  await ended();
  await eventually(async () => (await stateOf()) === 'delivered');
  await office.ledger.pool.query('update deliveries set started = 0 where webhook = $1', [webhook.id]);
  await eventually(async () => {
    const { rows } = await office.ledger.pool.query('select 1 from deliveries where started < round');
    return rows.length === 0;
  });
  await ended(); // by now a second message would have come
  await eventually(() => receiver.received.length >= 2);
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
  expect(receiver.received).toHaveLength(2);
});

it("tells of its own tenant's runs alone", async () => {
  const own = await office.client.addWebhook({ url: `${receiver.url}/own`, events: ['run.ended'], tenant: 'mine' });
  await ended('other');
  const run = await ended('mine');
  await eventually(() => receiver.received.some(({ path }) => path === '/own'));
  expect((await office.client.deliveries({ webhook: own.id })).map((delivery) => delivery.run)).toEqual([run]);
  await office.client.removeWebhook(own.id);
});

it.each([
  ['http://example.com/hook', 'https'],
  ['https://10.1.2.3/hook', 'no public address'],
  ['https://169.254.169.254/latest', 'no public address'],
  ['https://[::ffff:10.0.0.1]/hook', 'no public address'],
  ['https://[fd00::1]/hook', 'no public address'],
  ['https://0x0a.1/hook', 'no public address'],
  ['https://user:password@example.com/hook', 'user'],
  ['ftp://example.com', 'url'],
])('refuses %s', async (url, why) => {
  await expect(office.client.addWebhook({ url, events: ['run.ended'] })).rejects.toMatchObject({
    code: 'Input.Invalid',
    detail: expect.stringContaining(why) as string,
  });
});

it('a name that leads to a private address is refused when it is called', async () => {
  const { port } = new URL(receiver.url);
  const inside = await office.client.addWebhook({ url: `https://localhost:${port}/hook`, events: ['run.ended'] });
  await ended();
  await eventually(async () => (await office.client.deliveries({ webhook: inside.id }))[0]?.state === 'dead');
  expect((await office.client.deliveries({ webhook: inside.id }))[0]!.answer).toContain('no public address');
  await office.client.removeWebhook(inside.id);
});

it('its secret is nowhere to be read: not in the database, not in a history', async () => {
  await ended();
  await eventually(async () => (await stateOf()) === 'delivered');
  expect(webhook.secret).toMatch(/^whsec_/);
  expect(JSON.stringify(await office.client.webhooks())).not.toContain('whsec_');
  const { rows } = await office.ledger.pool.query<{ secret: string }>('select secret from webhooks');
  const key = Buffer.from(webhook.secret.slice('whsec_'.length), 'base64');
  for (const { secret } of rows) expect(Buffer.from(secret.split('.')[1]!, 'base64url').includes(key)).toBe(false);
  const history = await office.temporal.workflow.getHandle(`webhook-${(await first())!.id}-1`).fetchHistory();
  expect(Buffer.from(JSON.stringify(history)).includes(key.toString('base64'))).toBe(false);
  expect(JSON.stringify(history)).not.toContain('127.0.0.1');
});
