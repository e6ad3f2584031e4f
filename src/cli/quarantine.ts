import type { Command } from 'commander';
import type { Person } from '../contracts/http';
import { asOption } from './as-option';
import { connect } from './connect';
import { print, printJson, printTable } from './print';

export function addQuarantine(program: Command): void {
  const quarantine = program
    .command('quarantine')
    .description('answers of systems that did not fit what we know of them');
  quarantine
    .command('list')
    .description('list what has drifted, and the answers that were kept')
    .option('--all', 'drift that is over as well')
    .addOption(asOption('controller'))
    .option('--json', 'print JSON')
    .action(list);
  quarantine
    .command('show')
    .description('print an answer as it came; that you read it is recorded')
    .argument('<number>')
    .addOption(asOption('controller'))
    .option('--json', 'print JSON')
    .action(show);
  quarantine
    .command('replay')
    .description('hold the answers kept of a system against what is known of it today, after a fix')
    .argument('<system>')
    .option('--contract <request>', 'only answers to this request, such as "GET /orders/{}"')
    .addOption(asOption('controller'))
    .option('--json', 'print JSON')
    .action(replay);
}

interface Options {
  as: Person;
  json?: boolean;
}

async function list({ all = false, as, json }: Options & { all?: boolean }): Promise<void> {
  const told = await connect(as).quarantine({ all });
  if (json) return printJson(told);
  if (told.answers.length === 0) return print('Every answer fitted.');
  printTable(
    [
      ['request', 36],
      ['field', 26],
      ['since (UTC)', 18],
      ['times', 8],
      ['', 8],
    ],
    told.drifts.map(({ system, contract, field, since, times, closed }) => [
      `${system} ${contract}`,
      field,
      minute(since),
      String(times),
      closed ? 'over' : '',
    ]),
  );
  printTable(
    [
      ['number', 8],
      ['request', 36],
      ['run', 36],
      ['at (UTC)', 18],
    ],
    told.answers.map(({ id, system, contract, run, at }) => [String(id), `${system} ${contract}`, run, minute(at)]),
  );
}

async function show(number: string, { as, json }: Options): Promise<void> {
  const kept = await connect(as).keptAnswer(Number(number));
  if (json) return printJson(kept);
  print(kept.answer.replaceAll(/[^\P{Cc}\n\t]/gu, ' ')); // it must not steer the terminal
}

async function replay(system: string, { contract, as, json }: Options & { contract?: string }): Promise<void> {
  const told = await connect(as).replayQuarantine({ system, ...(contract ? { contract } : {}) });
  if (json) return printJson(told);
  if (told.answers.length === 0) return print(`Nothing is kept of ${system}.`);
  printTable(
    [
      ['number', 8],
      ['request', 36],
      ['today', 16],
      ['fields', 36],
    ],
    told.answers.map(({ id, contract: of, outcome, fields }) => [String(id), of, outcome, fields.join(', ')]),
  );
  for (const each of told.closed) print(`The drift of ${system} ${each} is over.`);
}

function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}
