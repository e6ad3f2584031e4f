import type { Command } from 'commander';
import { connect } from './connect';
import { print, printJson, printTable } from './print';

export function addHalts(program: Command): void {
  program
    .command('halts')
    .description('list what is halted, by whom and why')
    .option('--all', 'those that are over as well')
    .option('--json', 'print JSON')
    .action(halts);
}

async function halts({ all = false, json }: { all?: boolean; json?: boolean }): Promise<void> {
  const items = await connect('controller').halts({ all });
  if (json) return printJson(items);
  if (items.length === 0) return print('Nothing is halted.');
  printTable(
    [
      ['what', 30],
      ['since (UTC)', 18],
      ['until (UTC)', 18],
      ['who and why', 34],
    ],
    items.map(({ kind, value, since, lifted, by, why }) => [
      `${kind} ${value}`,
      minute(since),
      lifted ? minute(lifted.at) : 'in force',
      `${by}: ${why}${lifted ? ` / ${lifted.by}: ${lifted.why}` : ''}`,
    ]),
  );
}

function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}
