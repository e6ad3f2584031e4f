import { Argument } from 'commander';
import type { Command } from 'commander';
import type { DecisionName, DecisionReceived, Person } from '../contracts/http';
import { asOption } from './as-option';
import { connect } from './connect';
import { print, printJson } from './print';
import { jsonOption } from './read-input';

interface Options {
  reason: string;
  args?: string;
  answer?: string;
  to?: string;
  as: Person;
  wait?: boolean;
  json?: boolean;
}

export function addDecide(program: Command): void {
  program
    .command('decide')
    .description('decide on an approval, answer a question')
    .argument('<approval>')
    .addArgument(new Argument('<decision>').choices(['approve', 'deny', 'edit', 'answer', 'delegate']))
    .option('--reason <text>', 'why; an agent whose call is denied is shown it', '')
    .option('--args <json>', 'with edit: the arguments to use instead; @FILE reads a file')
    .option('--answer <json>', 'with answer; @FILE reads a file')
    .option('--to <person>', 'with delegate: who gets the role')
    .addOption(asOption('reviewer'))
    .option('--wait', 'until the run goes on with it, at most 3 s')
    .option('--json', 'print JSON')
    .action(decide);
}

async function decide(approval: string, decision: DecisionName, options: Options): Promise<void> {
  const { reason, args, answer, to, as, wait = false, json } = options;
  const received = await connect(as).decide(
    approval,
    {
      decision,
      reason,
      ...(to ? { to } : {}),
      ...(args === undefined ? {} : { args: await jsonOption(args, '--args') }),
      ...(answer === undefined ? {} : { answer: await jsonOption(answer, '--answer') }),
    },
    { wait },
  );
  if (json) return printJson(received);
  print(`${told(received)}. \`seaworthy show ${received.run}\` tells what happens.`);
}

function told({ status, missing }: DecisionReceived): string {
  switch (status) {
    case 'taken':
      return 'The run goes on with it';
    case 'accepted':
      return 'It is in the ledger, and the run is told';
    case 'counted':
      return `It is in the ledger; ${missing} more ${missing === 1 ? 'person has' : 'people have'} to approve`;
  }
}
