import type { Command } from 'commander';
import { SeaworthyError } from '../contracts/errors';
import type { HaltKind } from '../contracts/operations';
import { connect } from './connect';
import { takeHalt } from './halt-arguments';
import type { HaltOptions } from './halt-arguments';
import { print, printJson } from './print';

export function addResume(program: Command): void {
  takeHalt(program.command('resume').description('lift a halt; the runs that wait for it go on')).action(resume);
}

async function resume(kind: HaltKind, value = '', { why, as, json }: HaltOptions): Promise<void> {
  const client = connect(as);
  const found = (await client.halts()).find((halt) => halt.kind === kind && halt.value === value);
  if (!found) throw new SeaworthyError('Halt.Unknown', `${`${kind} ${value}`.trim()} is not halted.`);
  const lifted = await client.resume(found.id, { why });
  if (json) return printJson(lifted);
  const others = (await client.halts()).length;
  print(`Lifted.${others > 0 ? ` ${others} other halts are in force: \`seaworthy halts\`.` : ''}`);
}
