import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import type { DecisionName, Person } from '../contracts/http';
import { connect } from './connect';
import { print, printJson } from './print';
import { jsonOption } from './read-input';

interface Options {
  reason: string;
  args?: string;
  answer?: string;
  as: Person;
  wait?: boolean;
  json?: boolean;
}

export function addDecide(program: Command): void {
  program
    .command('decide')
    .description('decide on an approval, answer a question')
    .argument('<approval>')
    .addArgument(new Argument('<decision>').choices(['approve', 'deny', 'edit', 'answer']))
    .option('--reason <text>', 'why; an agent whose call is denied is shown it', '')
    .option('--args <json>', 'with edit: the arguments to use instead; @FILE reads a file')
    .option('--answer <json>', 'with answer; @FILE reads a file')
    .addOption(new Option('--as <person>', 'who decides').choices(['reviewer', 'controller']).default('reviewer'))
    .option('--wait', 'until the run goes on with it, at most 3 s')
    .option('--json', 'print JSON')
    .action(decide);
}

async function decide(approval: string, decision: DecisionName, options: Options): Promise<void> {
  const { reason, args, answer, as, wait = false, json } = options;
  const received = await connect().decide(
    approval,
    {
      decision,
      reason,
      as,
      ...(args === undefined ? {} : { args: await jsonOption(args, '--args') }),
      ...(answer === undefined ? {} : { answer: await jsonOption(answer, '--answer') }),
    },
    { wait },
  );
  if (json) return printJson(received);
  const told = received.status === 'taken' ? 'The run goes on with it' : 'It is in the ledger, and the run is told';
  print(`${told}. \`seaworthy show ${received.run}\` tells what happens.`);
}
