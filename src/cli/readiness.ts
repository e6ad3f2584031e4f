import { writeFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { Person } from '../contracts/http';
import type { ReadinessReport, Waiver } from '../contracts/readiness';
import { readinessHtml } from '../readiness/html';
import { readinessJunit } from '../readiness/junit';
import { asOption } from './as-option';
import { connect } from './connect';
import { parseUntil } from './parse-until';
import { print, printJson, printTable } from './print';
import { readinessText } from './readiness-text';
import { Progress } from './up/progress';

interface Options {
  environment: string;
  at?: number;
  json?: boolean;
  junit?: string;
  html?: string;
}

export function addReadiness(program: Command): void {
  const readiness = program
    .command('readiness')
    .description('whether a workflow is fit for production, by evidence; exits 0 where it is, 1 where it is not')
    .argument('<workflow>')
    .option('--environment <name>', 'where it is to run', 'production')
    .option('--at <runs>', 'so many runs a month, instead of those that it declares', toCount)
    .option('--json', 'print JSON')
    .option('--junit <file>', 'write JUnit XML, a test case for each criterion')
    .option('--html <file>', 'write a page that stands alone, to hand on')
    .action(tellReadiness);
  readiness
    .command('waive')
    .description('let a criterion be until then, and answer for it: the ledger keeps who and why')
    .argument('<workflow>')
    .argument('<criterion>', 'such as governance.alerts')
    .requiredOption('--why <text>')
    .option('--until <when>', 'such as 30d or 2027-01-31 (30d)', parseUntil, parseUntil('30d'))
    .option('--end', 'take back what was waived before')
    .addOption(asOption('controller'))
    .option('--json', 'print JSON')
    .action(waive);
}

async function tellReadiness(workflow: string, { environment, at, json, junit, html }: Options): Promise<void> {
  const progress = new Progress();
  progress.now('Gathering evidence, and verifying the ledger');
  let report: ReadinessReport;
  try {
    report = await connect('reviewer').readiness(workflow, { environment, ...(at === undefined ? {} : { at }) });
  } finally {
    progress.end();
  }
  if (junit !== undefined) writeFileSync(junit, readinessJunit(report));
  if (html !== undefined) writeFileSync(html, readinessHtml(report));
  if (json) printJson(report);
  else print(readinessText(report));
  if (!report.ready) process.exitCode = 1;
}

interface WaiveOptions {
  why: string;
  until: Date;
  end?: boolean;
  as: Person;
  json?: boolean;
}

async function waive(workflow: string, criterion: string, { why, until, end, as, json }: WaiveOptions): Promise<void> {
  const waivers = await connect(as).waive(workflow, { criterion, why, until: end ? null : until.toISOString() });
  if (json) printJson(waivers);
  else printWaivers(waivers);
}

function printWaivers(waivers: readonly Waiver[]): void {
  if (waivers.length === 0) return print('Nothing is waived.');
  printTable(
    [
      ['waived', 32],
      ['until (UTC)', 18],
      ['by', 20],
      ['why', 30],
    ],
    waivers.map(({ criterion, until, by, why }) => [criterion, until.slice(0, 16).replace('T', ' '), by, why]),
  );
}

function toCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 1.');
  return Number(text);
}
