// Needs a Temporal dev server and PostgreSQL of its own, all processes: the short form of `npm run chaos`. It asks what is so in the end, and not how soon.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { faultPoints } from '../../src/fault-point';
import type { ChaosReport } from '../chaos/run-chaos';

const root = path.join(__dirname, '../..');

it('50 kills while invoices run: every run ends where it should, nothing twice, nothing lost, nothing without claim and approval', async () => {
  const file = path.join(process.env['SEAWORTHY_TEST_FOLDER']!, 'chaos.json');
  const options = [
    '--seed',
    '7',
    '--runs',
    '24',
    '--kills',
    '50',
    '--at-once',
    '12',
    '--pause',
    '2000',
    '--json',
    file,
  ];
  const chaos = spawn(
    process.execPath,
    ['-r', path.join(root, 'test/setup/register-typescript.cjs'), path.join(root, 'test/chaos/main.ts'), ...options],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await once(chaos, 'exit');
  const report = JSON.parse(await readFile(file, 'utf8')) as ChaosReport;
  expect(report.findings).toEqual([]);
  expect(report.runs).toBe(24);
  expect(report.kills).toBeGreaterThanOrEqual(50);
  const struck = report.struck.map(([what]) => what);
  const known = [...faultPoints.worker, ...faultPoints.gateway];
  expect(known.filter((point) => struck.some((what) => what.endsWith(` at ${point}`))).length).toBeGreaterThan(5);
}, 900_000);
