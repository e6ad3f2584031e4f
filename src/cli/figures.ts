import type { Command } from 'commander';
import type { WorkflowFigures } from '../contracts/figures';
import { connect } from './connect';
import { parseSince } from './parse-since';
import { duration, print, printJson, printTable } from './print';

interface Options {
  since?: Date;
  until?: Date;
  json?: boolean;
}

export function addFigures(program: Command): void {
  program
    .command('figures')
    .description('how the runs of a workflow went: success, time, cost, retries and flags, by step and by branch')
    .argument('<workflow>')
    .option('--since <when>', 'such as 12h, 7d or 2026-11-01 (7d)', parseSince)
    .option('--until <when>', 'the same (now)', parseSince)
    .option('--json', 'print JSON')
    .action(async (workflow: string, { json, ...span }: Options) => {
      const figures = await connect('reviewer').figures(workflow, span);
      if (json) printJson(figures);
      else printFigures(figures);
    });
}

function printFigures({ since, until, runs, total, steps, branches }: WorkflowFigures): void {
  const minute = (time: string): string => time.slice(0, 16).replace('T', ' ');
  print(`${runs} runs that began from ${minute(since)} to ${minute(until)} (UTC), ${total.ended} of them have ended.`);
  if (runs === 0) return;
  printTable(columnsFor('step', 'visits'), [
    ...Object.entries(steps).map(([step, of]) => rowOf(step, of.entered, of.left, of)),
    rowOf('(the whole run)', total.runs, total.ended, total),
  ]);
  if (branches.length === 0) return;
  print('\nThe whole runs that took each branch:');
  printTable(
    columnsFor('branch', 'runs'),
    branches.map((of) => rowOf(`${of.step}: ${of.branch}`, of.runs, of.ended, of)),
  );
}

function columnsFor(what: string, counted: string): [string, number][] {
  return [
    [what, 27],
    [counted, 8],
    ['success', 10],
    ['p50', 10],
    ['p95', 10],
    ['USD', 13],
    ['retries', 10],
    ['flags', 8],
  ];
}

function rowOf(
  what: string,
  count: number,
  over: number,
  of: Omit<WorkflowFigures['total'], 'runs' | 'ended'>,
): string[] {
  const time = (ms: number | null): string => (ms === null ? '' : duration(ms));
  const success = over === 0 ? '' : `${Math.floor((of.succeeded / over) * 100)} %`;
  return [what, String(count), success, time(of.p50Ms), time(of.p95Ms), of.usd, String(of.retries), String(of.flags)];
}
