import { Option } from 'commander';
import type { Command } from 'commander';
import type { RunStatus } from '../contracts/http';
import { connect } from './connect';
import { print, printJson, printTable } from './print';

interface Options {
  status?: RunStatus;
  limit: string;
  cursor?: string;
  json?: boolean;
}

export function addRuns(program: Command): void {
  program
    .command('runs')
    .description('list runs, newest first')
    .addOption(new Option('--status <status>').choices(['running', 'waiting', 'parked', 'ended']))
    .option('--limit <n>', 'at most 100', '20')
    .option('--cursor <cursor>', 'the page after')
    .option('--json', 'print JSON')
    .action(runs);
}

async function runs({ status, limit, cursor, json }: Options): Promise<void> {
  const filter = { limit: Number(limit), ...(status ? { status } : {}), ...(cursor ? { cursor } : {}) };
  const page = await connect().runs(filter);
  if (json) return printJson(page);
  if (page.runs.length === 0) return print('No runs. `seaworthy start WORKFLOW --input FILE` starts one.');
  printTable(
    [
      ['run', 32],
      ['workflow id', 30],
      ['status', 9],
      ['at', 13],
      ['cost', 10],
    ],
    page.runs.map((run) => [run.run, run.workflowId, run.status, run.end ?? run.step ?? '', `$${run.usd}`]),
  );
  if (page.next) print(`More: seaworthy runs --cursor ${page.next}`);
}
