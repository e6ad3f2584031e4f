import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { CostBy } from '../contracts/costs';
import type { CostReport, Projection } from '../contracts/costs';
import { SeaworthyError } from '../contracts/errors';
import { connect } from './connect';
import { parseSince } from './parse-since';
import { print, printJson, printTable } from './print';
import { printProjection } from './projection-text';

interface Options {
  since?: Date;
  until?: Date;
  prices?: string;
  by: CostBy;
  at?: number;
  seed: number;
  json?: boolean;
}

export function addCost(program: Command): void {
  program
    .command('cost')
    .description('what the runs of a workflow have cost, exactly; with --at, what a month of so many would cost')
    .argument('<workflow>')
    .option('--since <when>', 'of the runs: such as 12h, 7d or 2026-11-01 (30d)', parseSince)
    .option('--until <when>', 'the same (now)', parseSince)
    .option('--prices <file>', 'another price book, of the form of src/integrations/prices/prices.yaml')
    .addOption(new Option('--by <what>', 'what to add up by').choices(CostBy.options).default('class'))
    .addOption(new Option('--at <runs>', 'runs a month').argParser(toCount).conflicts('by'))
    .option('--seed <n>', 'of the projection: the same draws the same', toCount, 1)
    .option('--json', 'print JSON')
    .action(cost);
}

async function cost(workflow: string, { since, until, prices, by, at, seed, json }: Options): Promise<void> {
  const asked = {
    ...(since ? { since: since.toISOString() } : {}),
    ...(until ? { until: until.toISOString() } : {}),
    ...(prices === undefined ? {} : { prices: readPrices(prices) }),
  };
  const client = connect('reviewer');
  const told: CostReport | Projection =
    at === undefined
      ? await client.cost(workflow, { ...asked, by })
      : await client.projection(workflow, { ...asked, at, seed });
  if (json) printJson(told);
  else if ('lines' in told) printReport(told);
  else printProjection(told);
}

function printReport({ since, until, runs, usd, perRun, by, lines }: CostReport): void {
  print(`${runs} runs that began from ${since.slice(0, 10)} to ${until.slice(0, 10)}: $${usd}, $${perRun} each.`);
  if (lines.length === 0) return;
  printTable(
    [
      [by, 60],
      ['USD', 38],
    ],
    lines.map(({ key, usd: sum }) => [key, sum]),
  );
}

function readPrices(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new SeaworthyError('Input.Invalid', `The price book ${file} cannot be read: ${(error as Error).message}`);
  }
}

function toCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 1.');
  return Number(text);
}
