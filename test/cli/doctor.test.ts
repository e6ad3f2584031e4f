// Needs a Temporal dev server and PostgreSQL (stack); ERP, mailbox and model are stand-ins over real sockets; the command is a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { agents } from '../../src/agents';
import { shopStandIn } from '../../standins/systems/shop';
import type { Finding } from '../../src/cli/doctor/finding';
import { runDoctor } from '../../src/cli/doctor/run-doctor';
import { eventually } from '../helpers/eventually';
import { readSamples, startInvoiceStack } from '../helpers/invoices';
import type { InvoiceStack } from '../helpers/invoices';

const roles = [...new Set(Object.values(agents).flatMap(({ roles: all = [] }) => all))];

let stack: InvoiceStack;
let shop: Awaited<ReturnType<typeof shopStandIn.start>>;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  [stack, shop] = await Promise.all([startInvoiceStack(readSamples().slice(0, 1)), shopStandIn.start()]);
  env = {
    ...stack.env,
    ...shop.env,
    CONTRACTS_FOLDER: process.env['SEAWORTHY_TEST_FOLDER']!,
    MAIL_ROLES: roles.map((role) => `${role}=desk@example.com`).join(';'),
  };
}, 900_000);
afterAll(() => Promise.all([stack.close(), shop.close()]));

const bad = (findings: readonly Finding[]): string[] => findings.flatMap(({ check, ok }) => (ok ? [] : [check]));

it('finds that nobody serves the queues, and with a worker nothing at all', async () => {
  const before = await runDoctor(env);
  expect(bad(before).sort()).toEqual(
    ['notify', 'seaworthy', 'system.contracts', 'system.erp', 'system.mailbox', 'system.shop'].map(
      (name) => `queue ${name}`,
    ),
  );
  for (const { ok, todo } of before) if (!ok) expect(todo).toContain('seaworthy worker --queues');
  await stack.startWorker();
  let found = before;
  await eventually(async () => bad((found = await runDoctor(env))).length === 0).catch(() => undefined);
  expect(found.filter(({ ok }) => !ok)).toEqual([]);
});

it('asks of the workflows that are named for what they need, and for no other system', async () => {
  const { SHOP_URL: _, ...withoutShop } = env;
  const found = await runDoctor(withoutShop, ['invoice-exceptions']);
  expect(found.filter(({ ok, check }) => !ok || check.includes('shop'))).toEqual([]);
  const ofAll = await runDoctor(withoutShop);
  expect(ofAll.find(({ check }) => check === 'system shop')).toMatchObject({
    ...{ ok: false, says: expect.stringContaining('SHOP_URL') as string },
    todo: expect.stringContaining('seaworthy doctor invoice-exceptions') as string,
  });
  await expect(runDoctor(env, ['nobody-knows'])).rejects.toMatchObject({ code: 'Workflow.Unknown' });
});

it.each<[string, NodeJS.ProcessEnv, string[]]>([
  ['Temporal', { TEMPORAL_ADDRESS: '127.0.0.1:1' }, ['Temporal']],
  ['the namespace', { TEMPORAL_NAMESPACE: 'elsewhere' }, ['namespace']],
  ['the database', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, ['database', 'system erp']],
  ['the model key', { ANTHROPIC_API_KEY: '' }, ['model']],
  ['the ERP', { ERP_CLIENT_SECRET: 'another' }, ['system erp']],
  ['master keys', { SEAWORTHY_MASTER_KEYS: '/nowhere.json' }, ['master keys and codec', 'data keys']],
  ['data keys', { SEAWORTHY_DATA_KEYS: '' }, ['data keys']],
  ['keys of decisions', { SEAWORTHY_KEYS: '/nowhere.json' }, ['keys of decisions']],
  ['whom to notify', { MAIL_ROLES: '' }, ['notices']],
])('finds what is wrong with %s', async (_, wrong, checks) => {
  expect(bad(await runDoctor({ ...env, ...wrong }))).toEqual(expect.arrayContaining(checks));
});

it('as a command says it by its exit code, and without a secret', async () => {
  const script = `require('./src/cli/main').main(['node', 'seaworthy', 'doctor', '--json'])`;
  const root = join(__dirname, '../..');
  const args = ['-r', join(root, 'test/setup/register-typescript.cjs'), '-e', script];
  const secret = 'a-secret-that-nobody-prints';
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...env, ERP_CLIENT_SECRET: secret },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(bad(JSON.parse(said) as Finding[])).toContain('system erp');
  expect(said).not.toContain(secret);
});
