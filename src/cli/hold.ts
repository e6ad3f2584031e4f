import type { Command } from 'commander';
import { SeaworthyError } from '../contracts/errors';
import type { Person } from '../contracts/http';
import { asOption } from './as-option';
import { connect } from './connect';
import { print, printJson, printTable } from './print';

interface Options {
  why: string;
  as: Person;
  json?: boolean;
}

export function addHold(program: Command): void {
  const hold = program.command('hold').description('keep runs from being erased: legal holds');
  const onRun = (command: Command): Command =>
    command
      .argument('<run>')
      .requiredOption('--why <text>', 'why: it is sealed in the ledger with who')
      .addOption(asOption('controller'))
      .option('--json', 'print JSON');
  onRun(hold.command('place', { isDefault: true }).description('place one; `hold RUN` does the same')).action(place);
  onRun(hold.command('release').description('release the one on a run; it is kept'))
    .option('--hold <id>', 'which, where there are several')
    .action(release);
  hold
    .command('list')
    .description('list which runs must not be erased, by whom and why')
    .option('--all', 'those that were released as well')
    .option('--json', 'print JSON')
    .action(list);
}

async function place(run: string, { why, as, json }: Options): Promise<void> {
  const made = await connect(as).hold({ run, why });
  if (json) return printJson(made);
  print(`Run ${run} is not to be erased (${made.id}, by ${made.by}).`);
  print(`\`seaworthy hold release ${run} --why …\` releases it.`);
}

async function release(run: string, { why, hold, as, json }: Options & { hold?: string }): Promise<void> {
  const client = connect(as);
  const there = await client.holds({ run });
  const [found, another] = hold ? there.filter(({ id }) => id === hold) : there;
  if (!found) throw new SeaworthyError('Hold.Unknown', `There is none on run ${run}.`);
  if (another)
    throw new SeaworthyError(
      'Input.Invalid',
      `There are ${there.length} on run ${run}: name one by --hold; \`seaworthy hold list\` says which is whose.`,
    );
  const released = await client.releaseHold(found.id, { why });
  if (json) return printJson(released);
  print(`Released.${there.length > 1 ? ` ${there.length - 1} more on run ${run}.` : ''}`);
}

async function list({ all = false, json }: { all?: boolean; json?: boolean }): Promise<void> {
  const items = await connect('controller').holds({ all });
  if (json) return printJson(items);
  if (items.length === 0) return print('There are no holds.');
  printTable(
    [
      ['run', 28],
      ['hold', 44],
      ['since (UTC)', 18],
      ['who and why', 34],
    ],
    items.map(({ id, run, since, by, why, released }) => [
      run,
      id,
      since.slice(0, 16).replace('T', ' '),
      `${by}: ${why}${released ? ` / released by ${released.by}: ${released.why}` : ''}`,
    ]),
  );
}
