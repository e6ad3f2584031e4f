import { Option } from 'commander';
import type { Command } from 'commander';
import type { RunStatus } from '../contracts/http';
import { connect } from './connect';
import { print, printJson, printTable } from './print';

interface Options {
  status?: RunStatus;
  id?: string;
  step?: string;
  role?: string;
  usd?: string;
  limit: string;
  cursor?: string;
  json?: boolean;
}

export function addRuns(program: Command): void {
  program
    .command('runs')
    .description('list runs, newest first; searched for in Temporal where more than their state is asked for')
    .addOption(new Option('--status <status>').choices(['running', 'waiting', 'parked', 'ended']))
    .option('--id <beginning>', 'how the workflow id begins')
    .option('--step <step>', 'where they are, or rested last')
    .option('--role <role>', 'for whom they wait')
    .option('--usd <amount>', 'that have cost at least that')
    .option('--limit <n>', 'at most 100', '20')
    .option('--cursor <cursor>', 'the page after')
    .option('--json', 'print JSON')
    .action(runs);
}

async function runs({ json, limit, usd, ...filter }: Options): Promise<void> {
  const most = { limit: Number(limit), ...(usd === undefined ? {} : { usd: Number(usd) }) };
  const page = await connect('reviewer').runs({ ...filter, ...most });
  if (json) return printJson(page);
  if (page.runs.length === 0) return print('No runs. `seaworthy start WORKFLOW --input FILE` starts one.');
  printTable(
    [
      ['run', 32],
      ['name', 30],
      ['status', 9],
      ['at', 13],
      ['cost', 10],
    ],
    page.runs.map((run) => [run.run, run.name, run.status, run.end ?? run.step ?? '', `$${run.usd}`]),
  );
  for (const { run, noticed } of page.runs)
    if (noticed.length > 0) print(`${run}, noticed in Temporal: ${noticed.join(', ')}`);
  if (page.strangers > 0)
    print(
      `Not in the ledger, found in Temporal within a day: ${page.strangers}. \`seaworthy show _operations\` names them.`,
    );
  if (page.next) print(`More: seaworthy runs --cursor ${page.next}`);
}
