import type { Command } from 'commander';
import { Option } from 'commander';
import { SeaworthyError } from '../contracts/errors';
import type { Person } from '../contracts/http';
import type { SystemItem } from '../contracts/systems';
import { asOption } from './as-option';
import { connect } from './connect';
import { print, printJson, printTable } from './print';

export function addSystems(program: Command): void {
  const systems = program.command('systems').description('the systems that agents use, and how often each is asked');
  systems
    .command('list', { isDefault: true })
    .description('list them, with the rate declared, set and used')
    .option('--json', 'print JSON')
    .action(list);
  systems
    .command('set')
    .description('set how many requests a second a system is sent by all workers together, at once')
    .argument('<system>')
    .option('--rps <number>', 'requests a second', Number)
    .addOption(new Option('--declared', 'as the system declares').conflicts('rps'))
    .option('--why <text>', 'why: it is sealed in the ledger with who', 'no reason given')
    .addOption(asOption('controller'))
    .option('--json', 'print JSON')
    .action(set);
}

async function list({ json }: { json?: boolean }): Promise<void> {
  const items = await connect('controller').systems();
  if (json) return printJson(items);
  printTable(
    [
      ['system', 24],
      ['requests a second', 26],
      ['used', 8],
      ['ahead', 10],
      ['breaker', 26],
      ['parked', 8],
      ['queue', 18],
    ],
    items.map((item) => [
      ...[item.name, rateOf(item), String(item.used), `${item.aheadMs} ms`, breakerOf(item)],
      ...[String(item.parked.reduce((sum, { runs }) => sum + runs, 0)), item.queue],
    ]),
  );
  const limits = items.flatMap((item) => item.limits ?? []);
  if (limits.length === 0) return;
  print('\nLeft of what the model provider allows a minute, as it said last:');
  printTable(
    [
      ['model', 24],
      ['limit', 26],
      ['left', 10],
      ['a minute', 10],
    ],
    limits.map(({ model, kind, left, most }) => [model, LIMITS[kind], String(left), String(most)]),
  );
}

const LIMITS = { requests: 'requests', input: 'input tokens', output: 'output tokens' } as const;

interface SetOptions {
  rps?: number;
  declared?: boolean;
  why: string;
  as: Person;
  json?: boolean;
}

async function set(system: string, { rps, declared, why, as, json }: SetOptions): Promise<void> {
  if (rps === undefined && !declared) throw new SeaworthyError('Input.Invalid', 'Use one of --rps and --declared.');
  const item = await connect(as).setRate(system, { rps: declared ? null : rps!, why });
  if (json) return printJson(item);
  print(`Requests a second to ${item.name}, from now on: ${rateOf(item)}.`);
}

function breakerOf({ breaker }: SystemItem): string {
  if (!breaker || breaker.state === 'closed') return 'closed';
  return `${breaker.state}: ${breaker.why}`;
}

function rateOf({ declared, set }: SystemItem): string {
  if (set !== null) return `${set} (declared ${declared})`;
  return declared === null ? 'without a rate' : String(declared);
}
