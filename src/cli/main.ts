import { Command, CommanderError } from 'commander';
import { SeaworthyError } from '../contracts/errors';
import { addApprovals } from './approvals';
import { addAudit } from './audit';
import { addDecide } from './decide';
import { addHalt } from './halt';
import { addHalts } from './halts';
import { addMigrate } from './migrate';
import { addResume } from './resume';
import { addRules } from './rules';
import { addRuns } from './runs';
import { addShow } from './show';
import { addStart } from './start';
import { addUp } from './up';
import { addWorker } from './worker';

const commands = [
  addUp,
  addStart,
  addRuns,
  addShow,
  addApprovals,
  addDecide,
  addHalt,
  addResume,
  addHalts,
  addRules,
  addAudit,
  addWorker,
  addMigrate,
];

/** The command line. Sets the exit code: 0 done, 1 it did not work, 2 wrong usage. Commands load what is heavy when they run. */
export async function main(argv: string[]): Promise<void> {
  const program = new Command('seaworthy')
    .description('Runs of governed agents, and the people who decide in them.')
    .exitOverride()
    .showHelpAfterError('`seaworthy help` lists the commands.');
  for (const add of commands) add(program);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = tell(error);
  }
}

function tell(error: unknown): 0 | 1 | 2 {
  if (error instanceof CommanderError) return error.code === 'commander.helpDisplayed' || error.exitCode === 0 ? 0 : 2; // it has spoken already
  const known = error instanceof SeaworthyError;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    known
      ? `${error.code}: ${message}\n`
      : `${message}\nThis should not have happened. Try once more; if it stays, report it.\n`,
  );
  return 1;
}
