import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { reportText } from './report-text';
import { runChaos } from './run-chaos';

interface Options {
  seed: number;
  runs: number;
  kills: number;
  for?: number;
  atOnce: number;
  workers: number;
  pause: number;
  json: string;
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

function toMs(text: string): number {
  const [, count, unit] = /^(\d+)(s|m|h)$/.exec(text) ?? [];
  if (!count || !unit) throw new Error('--for takes such as 90s, 5m or 1h.');
  return Number(count) * units[unit]!;
}

const command = new Command('chaos')
  .description(
    'runs the invoice workflow while everything that it needs is killed, and holds what is so against what has to be',
  )
  .option('--seed <n>', 'of invoices, fault points and moments', Number, 1)
  .option('--runs <n>', 'so many runs', Number, 100)
  .option('--kills <n>', 'and so many kills', Number, 100)
  .option('--for <time>', 'instead of runs and kills: 90s, 5m, 1h', toMs)
  .option('--at-once <n>', 'runs that are open at a time', Number, 16)
  .option('--workers <n>', 'worker processes', Number, 2)
  .option('--pause <ms>', 'at most, between two blows at servers', Number, 5_000)
  .option('--json <file>', 'where the report goes', '.seaworthy/chaos/report.json')
  .action(async ({ for: forMs, pause: pauseMs, json, ...options }: Options) => {
    const report = await runChaos({ ...options, forMs, pauseMs }, (line) => void process.stderr.write(`${line}\n`));
    await mkdir(dirname(json), { recursive: true });
    await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(reportText(report));
    process.exitCode = report.findings.length === 0 ? 0 : 1;
  });

command
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  })
  .finally(() => process.exit()); // Temporal's runtime would keep it alive
