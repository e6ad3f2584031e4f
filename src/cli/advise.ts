import type { Command } from 'commander';
import type { Advice } from '../contracts/advice';
import { connect } from './connect';
import { parseSince } from './parse-since';
import { print, printJson, printTable } from './print';

interface Options {
  since?: Date;
  until?: Date;
  json?: boolean;
}

export function addAdvise(program: Command): void {
  program
    .command('advise')
    .description('whether a step is worth splitting off into an agent of its own, by its figures; usually it is not')
    .argument('<workflow>')
    .option('--since <when>', 'such as 12h, 7d or 2026-11-01 (90d)', parseSince)
    .option('--until <when>', 'the same (now)', parseSince)
    .option('--json', 'print JSON')
    .action(async (workflow: string, { json, ...span }: Options) => {
      const advice = await connect('reviewer').advice(workflow, span);
      if (json) printJson(advice);
      else tell(advice);
    });
}

function tell({ name, steps }: Advice): void {
  if (steps.length === 0) print(`${name} has no step of an agent.`);
  for (const { step, worth, says, groups } of steps) {
    print(`${step}: ${worth ? 'worth splitting off' : 'leave it whole'}. ${says}`);
    if (groups.length < 2) continue;
    printTable(
      [
        ['tools', 60],
        ['visits', 10],
        ['went wrong', 14],
      ],
      groups.map(({ tools, visits, bad }) => [tools.join(', ') || 'none', String(visits), String(bad.count)]),
    );
  }
}
