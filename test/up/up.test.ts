// Needs: the compiled lib (bin/seaworthy.mjs makes it), PostgreSQL and the Temporal CLI; each test starts its own.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createClient } from '../../client';
import { invoiceExceptionsMap } from '../../src/workflows/invoice-exceptions';
import type { Row } from '../../src/cli/up/row-of';
import { eventually } from '../helpers/eventually';
import { freshDatabase, temporalDevServer } from '../helpers/stack';
import { root, startUp, stateFolder } from './start-up';

jest.setTimeout(900_000);

let folder: Awaited<ReturnType<typeof stateFolder>>;
beforeEach(async () => {
  folder = await stateFolder();
});
afterEach(() => folder.remove());

it('rehearses the samples once: each ends in a declared place, on every kind of path', async () => {
  const up = startUp(folder.path, ['--once', '--rehearse', '--json']);
  expect(await up.ended).toBe(0);
  const rows = JSON.parse(up.stdout()) as Row[];
  expect(rows.map(({ status }) => status)).toEqual(rows.map(() => 'ended'));
  for (const { outcome } of rows)
    expect(invoiceExceptionsMap.steps).toHaveProperty(outcome!, { kind: 'end', purpose: expect.any(String) as string });
  expect(Object.fromEntries(rows.map(({ invoice, outcome }) => [invoice.slice(0, 2), outcome]))).toEqual({
    '01': 'posted',
    '02': 'short-paid',
    '03': 'posted',
    '04': 'queried',
    '05': 'handed-over',
    '06': 'rejected',
    '07': 'refused',
    '08': 'duplicate',
    '09': 'handed-over',
    '10': 'posted',
    '11': 'handed-over',
    '12': 'posted',
    '13': 'unreadable',
    '14': 'unreadable',
    '15': 'duplicate',
  });
  expect(new Set(rows.map(({ model }) => model))).toEqual(new Set(['stand-in']));
  expect(up.stderr()).toContain('STAND-IN');
  expect(serversOf(folder.path)).toEqual([]);
});

it('keeps what waits over kill -9, and leaves nothing behind after Ctrl-C', async () => {
  const first = startUp(folder.path, ['--input', join(root, 'samples/10-clean-hellingbau-stahl.xml')]);
  await first.shows('until Ctrl-C');
  expect(first.stdout()).toContain('1 wait for people');
  const approval = /run_\w+\.\d+\.\d+/.exec(first.stdout())![0];
  first.kill('SIGKILL');
  await first.ended;
  expect(serversOf(folder.path)).toHaveLength(2);

  const second = startUp(folder.path, ['--input', join(root, 'samples/01-clean-nordhafen-schrauben.xml')]);
  await second.shows('until Ctrl-C');
  expect(second.stdout()).toContain('Beside these, 1 of earlier starts wait');
  const { url } = JSON.parse(readFileSync(join(folder.path, '.seaworthy/gateway.json'), 'utf8')) as { url: string };
  const client = createClient({ url, as: 'reviewer' });
  await client.decide(approval, { decision: 'approve' });
  expect(await client.result(approval.split('.')[0]!, { timeoutMs: 90_000 })).toMatchObject({ end: 'posted' });

  second.kill('SIGINT');
  second.kill('SIGINT'); // npm passes it on as well
  expect(await second.ended).toBe(0);
  expect(serversOf(folder.path)).toEqual([]);
  await expect(fetch(url)).rejects.toThrow();
});

it('works with a Temporal and a database of the user, and starts none', async () => {
  const [temporal, database] = await Promise.all([temporalDevServer({ searchAttributes: {} }), freshDatabase()]);
  try {
    const env = { TEMPORAL_ADDRESS: temporal.address, DATABASE_URL: database.url };
    const args = ['--once', '--json', '--input', join(root, 'samples/01-clean-nordhafen-schrauben.xml')];
    // Twice, since an own company each time must not make the second a duplicate.
    for (const start of ['first', 'second']) {
      const up = startUp(folder.path, args, env);
      expect([start, await up.ended]).toEqual([start, 0]);
      expect(JSON.parse(up.stdout())).toMatchObject([{ outcome: 'posted', branches: [] }]);
    }
    expect(serversOf(folder.path)).toEqual([]);
  } finally {
    await temporal.close();
    await database.drop();
  }
});

describe('a mistake of the user is one sentence', () => {
  let place: Awaited<ReturnType<typeof stateFolder>>;
  beforeAll(async () => {
    place = await stateFolder(); // one, so that its database is made once
  });
  afterAll(() => place.remove());

  it.each<[mistake: string, args: string[], env: NodeJS.ProcessEnv, code: number, says: RegExp]>([
    ['a file that is not there', ['--input', 'no.xml'], {}, 1, /^Input\.Invalid: no\.xml is not there/m],
    [
      'a database that is not there',
      [],
      { DATABASE_URL: 'postgres://u:secret@127.0.0.1:1/x' },
      1,
      /^Ledger\.Unavailable: 127\.0\.0\.1:1\/x: .*DATABASE_URL/m,
    ],
    ['a database address that is none', [], { DATABASE_URL: 'mysql://x' }, 1, /^Config\.Invalid: DATABASE_URL/m],
    [
      'a Temporal that is not there',
      [],
      { TEMPORAL_ADDRESS: '127.0.0.1:1' },
      1,
      /^Temporal\.Unreachable: No answer at 127\.0\.0\.1:1/m,
    ],
    [
      'a provider that cannot be reached',
      [],
      { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' },
      1,
      /^Setup\.Failed: No answer from 127\.0\.0\.1:1/m,
    ],
    [
      'half the settings of an ERP',
      [],
      { ERP_URL: 'http://127.0.0.1:1' },
      1,
      /^Config\.Invalid: ERP_CLIENT_ID is not set/m,
    ],
    [
      'no Temporal CLI, no net and no Go',
      [],
      {
        PATH: pathWithout('go', 'temporal'),
        XDG_CACHE_HOME: '/nowhere',
        SEAWORTHY_TEMPORAL_CLI_URL: 'http://127.0.0.1:1/',
      },
      1,
      /^Setup\.Failed: The Temporal CLI .*\n(.*\n)*Do one of these: install Go/m,
    ],
    ['an option that there is none of', ['--often'], {}, 2, /unknown option '--often'/],
    ['a port that is none', ['--port', 'x'], {}, 2, /A port is a number/],
  ])('%s', async (_mistake, args, env, code, says) => {
    const up = startUp(place.path, ['--once', ...args], env);
    expect(await up.ended).toBe(code);
    expect(up.stderr()).toMatch(says);
    expect(up.stderr()).not.toMatch(/^\s+at |secret/m);
    expect(up.stdout()).toBe('');
    await eventually(() => serversOf(place.path).length === 0);
  });

  it('a second start in the same folder, and a port that is taken', async () => {
    const one = ['--input', join(root, 'samples/13-unreadable-arithmetic.xml')];
    const first = startUp(folder.path, one);
    await first.shows('until Ctrl-C');
    const { url } = JSON.parse(readFileSync(join(folder.path, '.seaworthy/gateway.json'), 'utf8')) as { url: string };
    const second = startUp(folder.path, ['--once', ...one]);
    expect(await second.ended).toBe(1);
    expect(second.stderr()).toMatch(/^Setup\.Failed: .* is in use already \(process \d+, started by process \d+/m);

    const other = await stateFolder();
    const third = startUp(other.path, ['--once', ...one, '--port', new URL(url).port]);
    expect(await third.ended).toBe(1);
    expect(third.stderr()).toMatch(/^Config\.Invalid: Port \d+ is taken: .*--port/m);
    await other.remove();

    first.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(serversOf(folder.path)).toEqual([]);
  });
});

function pathWithout(...programs: string[]): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.filter((folder) => !programs.some((program) => existsSync(join(folder, program)))).join(delimiter);
}

/** Processes that work on the folder. */
function serversOf(path: string): string[] {
  return execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(`${path}/`) && /server start-dev|postgres -D/.test(line));
}
