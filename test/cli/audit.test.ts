// Needs PostgreSQL (embedded, from the global set-up); the commands run in this process.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { main } from '../../src/cli/main';
import { auditedLedger, beginRun, grow } from '../helpers/audited-ledger';
import type { AuditedLedger } from '../helpers/audited-ledger';

let audited: AuditedLedger;
const kept = { ...process.env };

beforeAll(async () => {
  audited = await auditedLedger();
  await beginRun(audited.ledger, 'run-1');
  await audited.checkpointer.take();
  await grow(audited.ledger, await beginRun(audited.ledger, 'run-2'), ['a']);
  await audited.checkpointer.take();
  process.env['DATABASE_URL'] = audited.url;
  process.env['SEAWORTHY_CHECKPOINTS'] = audited.checkpoints;
  process.env['SEAWORTHY_KEYS'] = audited.keysFile;
});
afterAll(async () => {
  process.env = kept;
  process.exitCode = 0;
  await audited.close();
});

/** Runs a command; what it printed and its exit code. */
async function cli(...args: string[]): Promise<{ out: string; err: string; code: number }> {
  const printed = { out: '', err: '' };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed.out += String(text)), true)),
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((printed.err += String(text)), true)),
  ];
  process.exitCode = 0;
  await main(['node', 'seaworthy', ...args]);
  for (const spy of spies) spy.mockRestore();
  return { ...printed, code: Number(process.exitCode) };
}

it('an intact ledger exits 0 and says what was looked at', async () => {
  const { out, code } = await cli('audit', 'verify');
  expect(out).toMatch(
    /^Intact\. 2 runs, 15 entries; 0 entries are in no checkpoint yet\.\nThe last checkpoint is 2, of \d/,
  );
  expect(code).toBe(0);
});

it('needs the public keys only, which `audit keys` prints', async () => {
  const keys = join(audited.folder, 'public.json');
  const { out } = await cli('audit', 'keys');
  expect(out).not.toContain('"d"');
  await writeFile(keys, out);
  expect(
    await cli('audit', 'verify', 'run-1', '--checkpoint', audited.checkpoints, '--keys', keys, '--json'),
  ).toMatchObject({
    code: 0,
  });
});

it('an export is verified without a database', async () => {
  const file = join(audited.folder, 'run-2.jsonl');
  expect(await cli('audit', 'export', 'run-2', '--out', file)).toMatchObject({ code: 0 });
  delete process.env['DATABASE_URL'];
  const { out, code } = await cli('audit', 'verify', '--export', file);
  expect(out).toMatch(/^Intact\. 1 runs, 8 entries; 0 entries[\s\S]*Hold them against those you know/);
  expect(code).toBe(0);
  await writeFile(file, (await readFile(file, 'utf8')).replace('"seq":5', '"seq":50'));
  expect(await cli('audit', 'verify', '--export', file, '--json')).toMatchObject({ code: 1 });
  process.env['DATABASE_URL'] = audited.url;
});

it.each([
  ['an unknown option', ['audit', 'verify', '--nonsense'], /unknown option/],
  [
    'a checkpoint file that is not there',
    ['audit', 'verify', '--checkpoint', 'nowhere.ndjson'],
    /Config\.Invalid: nowhere\.ndjson is not there/,
  ],
  ['keys that are not there', ['audit', 'verify', '--keys', 'nowhere.json'], /name the public keys by --keys/],
  ['a run that is not there', ['audit', 'verify', 'run-9'], /Run\.Unknown/],
  ['an export of a run that is not there', ['audit', 'export', 'run-9'], /Run\.Unknown/],
  ['a file that is no export', ['audit', 'verify', '--export', __filename], /not an export/],
])('%s exits 2', async (_, args, message) => {
  const { err, code } = await cli(...args);
  expect(err).toMatch(message);
  expect(code).toBe(2);
});

it('a database that does not answer exits 2', async () => {
  process.env['DATABASE_URL'] = 'postgres://nobody@127.0.0.1:1/none';
  const { err, code } = await cli('audit', 'verify');
  process.env['DATABASE_URL'] = audited.url;
  expect(err).toMatch('Ledger.Unavailable');
  expect(code).toBe(2);
});

it('an edited ledger exits 1 and names the entry', async () => {
  const client = await audited.ledger.pool.connect();
  await client.query('set session_replication_role = replica');
  await client.query(`update entries set header = '{"name":"b"}' where run = 'run-2' and seq = 8`);
  await client.query('reset session_replication_role');
  client.release();
  expect(await cli('audit', 'verify')).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^run-2: entry 8 was altered\.\nNot intact: 1 found\./) as string,
  });
});

it('migrate says what it did', async () => {
  expect((await cli('migrate')).out).toBe("The ledger has this version's schema and rights.\n");
});
