// Needs: the compiled lib (bin/prepare.mjs makes it), PostgreSQL and the Temporal CLI. Works in a copy of the checkout, as a user would.
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Row } from '../../src/cli/up/row-of';

const root = resolve(__dirname, '../..');
const LEFT = ['node_modules', '.git', '.seaworthy', 'coverage'].map((name) => join(root, name));

let folder: string;
let copy: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seaworthy-new-'));
  copy = join(folder, 'checkout');
  cpSync(root, copy, { recursive: true, preserveTimestamps: true, filter: (path) => !LEFT.includes(path) });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  mkdirSync(join(folder, 'state'));
  for (const path of [folder, join(folder, 'state')]) chmodSync(path, 0o711); // as root, PostgreSQL runs as another user
}, 900_000);
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

/** A process of Node.js in the copy, without the settings of this test run. */
async function node(args: readonly string[], cwd = copy): Promise<string> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(DATABASE_URL|SEAWORTHY_|TEMPORAL_|ANTHROPIC_|ERP_|MAIL_|JEST_|NODE_ENV)/.test(name),
    ),
  );
  const options = { cwd, env, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(process.execPath, args, options).catch(
    (error: Error & { stdout: string; stderr: string }) => {
      throw new Error(`node ${args.join(' ')}\n${error.stdout}\n${error.stderr}`);
    },
  );
  return stdout;
}

it('makes a workflow that compiles, passes its tests, and takes its first governed run', async () => {
  const began = Date.now();
  const took: string[] = [];
  const done = (what: string): void => void took.push(`${what} ${((Date.now() - began) / 1000).toFixed(0)} s`);

  const cli = [
    '-r',
    './test/setup/register-typescript.cjs',
    '-e',
    "require('./src/cli/main').main(process.argv)",
    '--',
  ];
  const made = JSON.parse(
    await node([...cli, 'seaworthy', 'new', 'room-booking', '--from', 'test/new/room-booking.yaml', '--json']),
  ) as { files: string[] };
  expect(made.files).toContain('src/workflows/room-booking.ts');
  done('made');

  const jest = await node(['node_modules/jest/bin/jest.js', '--json', 'test/workflows/room-booking']);
  expect(JSON.parse(jest)).toMatchObject({ success: true, numTotalTests: 4 });
  done('its tests passed');

  const now = new Date();
  utimesSync(join(copy, 'lib/.web-stamp'), now, now); // the desk shows the new workflow as it is: it need not be built again
  const up = ['up', 'room-booking', '--once', '--rehearse', '--json', '--port', '0', '--ui-port', '0'];
  const rows = JSON.parse(await node([join(copy, 'bin/seaworthy.mjs'), ...up], join(folder, 'state'))) as Row[];
  expect(rows[0]).toMatchObject({ branches: ['judge', 'manager approves'], model: 'stand-in' });
  expect(Object.fromEntries(rows.map(({ invoice, status, outcome }) => [invoice, `${status}: ${outcome}`]))).toEqual({
    '01-cancel.json': 'ended: done',
    '02-pay-back.json': 'ended: done',
    '03-declined.json': 'ended: declined',
    '04-hand-over.json': 'ended: handed-over',
    '05-pay-back-of-more.json': 'ended: done',
    '06-unknown.json': 'ended: handed-over',
  });
  done('compiled and run');
  console.error(`seaworthy new: ${took.join(', ')} (in all; 120 s is what it may take)`);
}, 900_000);
