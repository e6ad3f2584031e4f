// Needs a Temporal dev server and PostgreSQL (stack), and processes for the commands; ERP, model and mail server answer over real sockets.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { Pool } from 'pg';
import { createClient } from '../../client';
import { dataConverter } from '../../src/codec/data-converter';
import type { RunId } from '../../src/contracts/ids';
import { cachedDataKeys } from '../../src/integrations/keys/cached-data-keys';
import { dataKeyFolder } from '../../src/integrations/keys/data-key-folder';
import { openFileKeyManagement } from '../../src/integrations/keys/file-key-management';
import { openLedger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { readEntries } from '../../src/ledger/read-entries';
import { seedFromInvoices } from '../../standins/erp/seeding/seed-from-invoices';
import { startErpStandIn } from '../../standins/erp/start-erp-stand-in';
import { startModelStandIn } from '../../standins/model/start-model-stand-in';
import { eventually } from '../helpers/eventually';
import { readSamples, tryRead } from '../helpers/invoices';
import { freshDatabase, temporalDevServer } from '../helpers/stack';
import { stateFolder } from '../up/start-up';
import { startEchoingProxy } from './planted/echoing-proxy';
import type { Outburst } from './planted/echoing-proxy';
import { databaseText, leaksIn, temporalText } from './planted/find-leaks';
import { startPostOffice } from './planted/start-post-office';
import { note, outburst, people, planted, secrets } from './planted/values';

jest.setTimeout(900_000);

const root = resolve(__dirname, '../..');
const closing: (() => Promise<unknown>)[] = [];
const said = { stdout: '', stderr: '', problems: '', shown: '', commands: '', logs: '' };
let pool: Pool;
let temporal: Client;
let runs: string[] = [];
let asked: string;
let entries = '';
let histories: { runs: number; text: string };
let outburstsLeft: number;
/** Secrets of the configuration, those that it made for itself included. */
const hidden: string[] = Object.values(secrets);
/** Declared values of all documents and of the books. */
const personal: string[] = [...Object.values(people), 'Klabautermann', 'klabauter-privat', '2020 51', '5550199'];

/** What the command line says in a process of its own. */
function command(folder: string, env: NodeJS.ProcessEnv, ...args: string[]) {
  const script = `require(${JSON.stringify(join(root, 'src/cli/main'))}).main(['node', 'seaworthy', ...process.argv.slice(1)])`;
  const child = spawn(
    process.execPath,
    ['-r', join(root, 'test/setup/register-typescript.cjs'), '-e', script, '--', ...args],
    { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (chunk: string) => (text[name] += chunk));
  return { child, text, ended: once(child, 'close').then(() => `${text.stdout}\n${text.stderr}`) };
}

/** A database that blurts everything out, the first times that something is written into a table. */
async function blurtOn(table: string, times: number): Promise<void> {
  const words = `'could not connect to postgres://erp:${secrets.database}@books.example for ${note}'`;
  await pool.query(`create sequence blurts_${table}`);
  await pool.query(
    `create function blurt_${table}() returns trigger language plpgsql as $$ begin
       if nextval('blurts_${table}') <= ${times} then raise exception using message = ${words}, detail = ${words}; end if;
       return new;
     end $$`,
  );
  await pool.query(`create trigger blurt before insert on ${table} for each row execute function blurt_${table}()`);
}

beforeAll(async () => {
  const [server, database, folder] = await Promise.all([temporalDevServer(), freshDatabase(), stateFolder()]);
  closing.push(
    () => folder.remove(),
    () => database.drop(),
    () => server.close(),
  );
  const login = `planted_${Date.now()}`;
  pool = new Pool({ connectionString: database.url });
  pool.on('error', () => undefined);
  const { rows } = await pool.query<{ literal: string }>('select quote_literal($1) as literal', [secrets.database]);
  await pool.query(`create role ${login} superuser login password ${rows[0]!.literal}`);
  closing.unshift(async () => {
    await pool.query(`reassign owned by ${login} to current_user; drop owned by ${login}; drop role ${login}`);
    await pool.end();
  });
  const ledger = openLedger(database.url, undefined);
  await migrate(ledger);
  await blurtOn('subjects', 2);

  const samples = readSamples().map((sample) => ({ ...sample, bytes: Buffer.from(planted(sample.bytes.toString())) }));
  const invoices = join(folder.path, 'invoices');
  await mkdir(invoices);
  for (const { file, bytes } of samples) await writeFile(join(invoices, file), bytes);
  const readable = samples.flatMap((sample) => {
    const invoice = tryRead(sample.bytes);
    return invoice && sample.scenario ? [{ invoice, scenario: sample.scenario }] : [];
  });
  const { seed } = seedFromInvoices(
    readable.map(({ invoice }) => invoice),
    { scenarios: readable.map(({ scenario }) => scenario), seed: 7 },
  );
  for (const { invoice } of readable)
    personal.push(...invoice.accounts, invoice.seller.email ?? '', invoice.buyer.email ?? '');
  for (const { accounts, email = '' } of seed.suppliers) personal.push(...accounts, email);
  for (const { buyer = '' } of seed.orders) personal.push(buyer);

  const erp = await startErpStandIn({ seed, requestsPerSecond: 1_000, clientId: 'planted', clientSecret: secrets.erp });
  const model = await startModelStandIn({ keepRequests: true, apiKey: secrets.model });
  const post = await startPostOffice(secrets.mail, outburst('smtp'));
  const burst = (status: number, request: string, form: (words: string) => unknown): Outburst => {
    const [method = '', path = '', about = ''] = request.split(' ');
    return { status, method, path: new RegExp(`^${path}`), about, body: (echoed) => form(outburst(echoed)) };
  };
  const reason = (words: string): unknown => ({ code: 'E1', meldung: words });
  const refusal = (type: string) => (message: string) => ({ type: 'error', error: { type, message } });
  // Each strikes a run that comes that way.
  const [erpProxy, modelProxy] = await Promise.all([
    startEchoingProxy(erp.url, [
      burst(401, 'POST /oauth/token', (words) => ({ error: 'invalid_client', error_description: words })),
      burst(500, 'GET /suppliers', reason),
      burst(401, 'GET /suppliers', reason),
      burst(422, 'GET /purchase-orders 4500001009', reason),
      burst(200, 'GET /goods-receipts 4500001011', (words) => ({ items: words })),
      burst(400, 'GET /contract-prices', reason),
      burst(422, 'POST /invoices$ HS-2026-00912', reason),
      burst(500, 'POST /invoices/[^/]+/commit', reason),
    ]),
    startEchoingProxy(model.url, [
      burst(401, 'POST /v1/messages', refusal('authentication_error')),
      burst(400, 'POST /v1/messages FA-2026-2204', refusal('invalid_request_error')),
    ]),
  ]);
  closing.unshift(...[erpProxy, modelProxy, erp, model, post].map((each) => () => each.close()));

  const url = new URL(database.url);
  url.username = login;
  url.password = encodeURIComponent(secrets.database);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    TEMPORAL_ADDRESS: server.address,
    DATABASE_URL: url.href,
    ANTHROPIC_API_KEY: secrets.model,
    ANTHROPIC_BASE_URL: modelProxy.url,
    ERP_URL: erpProxy.url,
    ERP_CLIENT_ID: 'planted',
    ERP_CLIENT_SECRET: secrets.erp,
    MAIL_URL: `smtp://planted:${encodeURIComponent(secrets.mail)}@${post.address}`,
    MAIL_FROM: 'accounts-payable@example.com',
    MAIL_ACCESS_POINT: 'access-point@example.com',
    MAIL_DESK: 'desk@example.com',
  };
  const up = command(folder.path, env, 'up', '--rehearse', '--json', '--port', '0', '--input', invoices);
  closing.unshift(async () => {
    up.child.kill('SIGKILL');
    await up.ended;
  });
  await eventually(() => {
    if (up.child.exitCode !== null) throw new Error(`It ended:\n${up.text.stderr}`);
    return up.text.stderr.includes('until Ctrl-C');
  }, 500);

  const { url: gateway } = JSON.parse(await readFile(join(folder.path, '.seaworthy/gateway.json'), 'utf8')) as {
    url: string;
  };
  const who = { 'seaworthy-as': 'controller' };
  const client = createClient({ url: gateway, as: 'controller' });
  runs = (await client.runs({ limit: 100 })).runs.map(({ run }) => run);
  for (const run of runs) said.shown += JSON.stringify(await client.run(run));
  said.shown += JSON.stringify(
    await (await fetch(`${gateway}/v1/approvals?status=taken&limit=100`, { headers: who })).json(),
  );
  await blurtOn('documents', 2);
  await pool.query('alter table halts rename to halts_away');
  const headers = { 'seaworthy-as': 'starter', 'content-type': 'application/xml' };
  for (const [path, init] of [
    ['/v1/documents', { method: 'POST', headers, body: planted('<Invoice/>') }],
    ['/v1/halts', { headers: who }],
    ['/v1/workflows/invoice-exceptions/runs', { method: 'POST', headers, body: note }],
    ['/v1/runs/none', { headers: who }],
    ['/v1/runs?limit=x', { headers: who }],
  ] as const)
    said.problems += await (await fetch(gateway + path, init)).text();
  await pool.query('alter table halts_away rename to halts');

  const quiet = { ...env, SEAWORTHY_URL: gateway };
  const wrong = { ...env, DATABASE_URL: `postgres://${login}:${secrets.database}@127.0.0.1:1/x` };
  const nobody = { ...env, DATABASE_URL: Object.assign(new URL(url), { port: '1' }).href };
  const keys = { ...nobody, SEAWORTHY_KEYS: join(folder.path, '.seaworthy/keys.json') };
  for (const [with_, ...args] of [
    [quiet, 'runs'],
    [quiet, 'show', runs[0]!],
    [quiet, 'approvals'],
    [quiet, 'audit', 'verify'],
    [quiet, 'audit', 'keys'],
    [wrong, 'audit', 'verify'],
    [nobody, 'migrate'],
    [{ ...wrong, SEAWORTHY_KEYS: keys.SEAWORTHY_KEYS }, 'worker'],
    [{ ...env, SEAWORTHY_KEYS: keys.SEAWORTHY_KEYS, TEMPORAL_ADDRESS: '127.0.0.1:1' }, 'worker'],
    [{ ...env, ANTHROPIC_API_KEY: `${secrets.model}-wrong` }, 'up', '--once', '--input', invoices],
  ] as [NodeJS.ProcessEnv, ...string[]][])
    said.commands += await command(folder.path, with_, ...args).ended;

  up.child.kill('SIGINT');
  await up.ended;
  Object.assign(said, up.text);
  const logs = join(folder.path, '.seaworthy/logs');
  for (const file of await readdir(logs)) said.logs += await readFile(join(logs, file), 'utf8');
  const files = ['keys.json', 'master-keys.json'].map((file) => join(folder.path, '.seaworthy', file));
  const kept = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join();
  hidden.push(...[...kept.matchAll(/"(?:d|k)":\s*"([^"]+)"/g)].map(([, key]) => key!));
  outburstsLeft = erpProxy.left().length + modelProxy.left().length;
  asked = JSON.stringify(model.calls().map(({ request }) => request));
  // As those see it who hold the keys; ciphertext would hide what should not be there at all.
  const masterKeys = await openFileKeyManagement(join(folder.path, '.seaworthy/master-keys.json'));
  temporal = new Client({ connection: await Connection.connect({ address: server.address }) });
  histories = await temporalText(temporal, dataConverter(masterKeys).payloadCodecs![0]!);
  const opened = openLedger(
    database.url,
    cachedDataKeys(dataKeyFolder(join(folder.path, '.seaworthy/data-keys'), masterKeys)),
  );
  for (const run of runs) entries += JSON.stringify(await readEntries(opened, run as RunId));
  await opened.close();
  closing.unshift(
    () => temporal.connection.close(),
    () => ledger.close(),
  );
});
afterAll(async () => {
  for (const close of closing) await close();
});

it('has something to find: every outburst came, every run ended, and people are shown who it is about', async () => {
  expect(outburstsLeft).toBe(0);
  expect(runs).toHaveLength(15);
  expect(said.problems.match(/"code":"(Bug|Ledger.Unavailable)"/g)).toHaveLength(3);
  expect(said.logs.length).toBeGreaterThan(1_000);
  expect(said.logs).toContain('Bug');
  expect(hidden.length).toBeGreaterThan(5);
  for (const value of Object.values(people)) expect(said.shown).toContain(value);
  expect(said.shown.match(/.{200}\[(IBAN|EMAIL|NAME|PHONE)-[0-9A-F]{16}\]/g)).toBeNull();
  expect(asked).toMatch(/\[NAME-[0-9A-F]{16}\]/);
  for (const value of Object.values(people)) expect(entries).toContain(value);
  expect(histories.text).toContain('postInvoice');
});

it('secrets are nowhere: ledger, histories, logs, problem details, what is printed, what the model is asked', async () => {
  const database = await databaseText(pool);
  expect(histories.runs).toBe(15);
  for (const [where, text] of Object.entries({ ...said, asked, database, entries, histories: histories.text }))
    expect({ where, found: leaksIn(text, hidden) }).toEqual({ where, found: [] });
});

it('personal values are nowhere but in what is encrypted in the ledger, and in what people are shown', async () => {
  const values = personal.filter(Boolean);
  const database = await databaseText(pool);
  const { shown: _, commands: __, ...unseen } = said;
  for (const [where, text] of Object.entries({ ...unseen, asked, database, histories: histories.text }))
    expect({ where, found: leaksIn(text, values) }).toEqual({ where, found: [] });
});
