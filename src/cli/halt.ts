import type { Command } from 'commander';
import type { HaltKind } from '../contracts/operations';
import { connect } from './connect';
import { takeHalt } from './halt-arguments';
import type { HaltOptions } from './halt-arguments';
import { print, printJson } from './print';

export function addHalt(program: Command): void {
  takeHalt(
    program.command('halt').description('stop writes and model calls within two seconds; runs wait, reads go on'),
  ).action(halt);
}

async function halt(kind: HaltKind, value: string | undefined, { why, as, json }: HaltOptions): Promise<void> {
  const made = await connect(as).halt({ kind, ...(value ? { value } : {}), why });
  if (json) return printJson(made);
  const what = `${made.kind} ${made.value}`.trim();
  print(`Halted ${what} since ${made.since} (${made.id}, by ${made.by}).`);
  print(`\`seaworthy resume ${what} --why …\` lets the runs that wait go on.`);
}
