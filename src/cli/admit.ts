import type { Command } from 'commander';
import type { Person } from '../contracts/http';
import { asOption } from './as-option';
import { connect } from './connect';
import { parseUntil } from './parse-until';
import { print, printJson } from './print';
import { Progress } from './up/progress';

interface Options {
  environment: string;
  until?: Date;
  why: string;
  as: Person;
  json?: boolean;
}

export function addAdmit(program: Command): void {
  program
    .command('admit')
    .description(
      'let a workflow run in an environment, in the version that it has now: refused while a criterion does not hold',
    )
    .argument('<workflow>')
    .requiredOption('--environment <name>', 'as SEAWORTHY_ENVIRONMENT of its workers says, such as production')
    .option('--until <when>', 'such as 30d or 2027-01-31 (90d)', parseUntil)
    .option('--why <text>', 'why: it is sealed in the ledger with who', 'every criterion holds or is waived')
    .addOption(asOption('controller'))
    .option('--json', 'print JSON')
    .action(admit);
}

async function admit(workflow: string, { environment, until, why, as, json }: Options): Promise<void> {
  const progress = new Progress();
  progress.now('Gathering evidence, and verifying the ledger');
  const asked = { environment, why, ...(until ? { until: until.toISOString() } : {}) };
  const admission = await connect(as)
    .admit(workflow, asked)
    .finally(() => progress.end());
  if (json) return printJson(admission);
  const { version, until: ends } = admission;
  print(`${workflow} ${version} may run in ${environment} until ${ends.slice(0, 16).replace('T', ' ')} UTC.`);
}
