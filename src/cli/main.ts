import { Command, CommanderError } from 'commander';
import { SeaworthyError } from '../contracts/errors';
import { SystemError } from '../integrations/system-error';
import { withoutSecrets } from '../integrations/secrets';
import { addAdmit } from './admit';
import { addAdvise } from './advise';
import { addApprovals } from './approvals';
import { addAudit } from './audit';
import { addBudgets } from './budgets';
import { addCost } from './cost';
import { addDecide } from './decide';
import { addDoctor } from './doctor';
import { addDrill } from './drill';
import { addErase } from './erase';
import { addFigures } from './figures';
import { addFlags } from './flags';
import { addGateway } from './gateway';
import { addGuidance } from './guidance';
import { addHalt } from './halt';
import { addHalts } from './halts';
import { addHold } from './hold';
import { addIntake } from './intake';
import { addMap } from './map';
import { addMcp } from './mcp';
import { addMigrate } from './migrate';
import { addNew } from './new';
import { addProve } from './prove';
import { addQuarantine } from './quarantine';
import { addReadiness } from './readiness';
import { addResume } from './resume';
import { addRollout } from './rollout';
import { addRules } from './rules';
import { addRuns } from './runs';
import { addShow } from './show';
import { addStart } from './start';
import { addSystems } from './systems';
import { addUp } from './up';
import { addWebhooks } from './webhooks';
import { addWhoami } from './whoami';
import { addWorker } from './worker';

const commands = [
  addUp,
  addNew,
  addMap,
  addStart,
  addRuns,
  addShow,
  addFigures,
  addAdvise,
  addCost,
  addFlags,
  addGuidance,
  addReadiness,
  addProve,
  addRollout,
  addAdmit,
  addApprovals,
  addDecide,
  addHalt,
  addResume,
  addHalts,
  addRules,
  addSystems,
  addBudgets,
  addQuarantine,
  addHold,
  addErase,
  addWebhooks,
  addIntake,
  addWhoami,
  addAudit,
  addMcp,
  addGateway,
  addDoctor,
  addDrill,
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
  const fall = (error: unknown): void => process.exit(tell(error));
  process.once('uncaughtException', fall); // Node.js itself would print all that hangs on the error
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = tell(error);
  } finally {
    process.off('uncaughtException', fall);
  }
}

function tell(error: unknown): 0 | 1 | 2 {
  if (error instanceof CommanderError) return error.code === 'commander.helpDisplayed' || error.exitCode === 0 ? 0 : 2; // it has spoken already
  const message = withoutSecrets(error instanceof Error ? error.message : String(error));
  process.stderr.write(
    error instanceof SeaworthyError || error instanceof SystemError
      ? `${error.code ?? error.name}: ${message}\n`
      : `${message.split('\n')[0]}\nThis should not have happened. Try once more; if it stays, report it.\n`,
  );
  return 1;
}
