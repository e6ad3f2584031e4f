import type { Command } from 'commander';
import { SeaworthyError } from '../contracts/errors';
import { addCompleteness } from './audit/completeness';
import { addReads } from './audit/reads';
import type * as Audit from './audit/run-audit';
import type { VerifyOptions } from './audit/run-audit';

export function addAudit(program: Command): void {
  const audit = program
    .command('audit')
    .description('hold the ledger against its seals and checkpoints; say who read what');
  const files = (command: Command): Command =>
    command
      .option('--checkpoint <file>', 'the checkpoints; else SEAWORTHY_CHECKPOINTS or .seaworthy/checkpoints.ndjson')
      .option('--keys <jwks>', "the public keys; else this folder's");
  files(
    audit
      .command('verify')
      .description(
        'find what was altered, removed, reordered, cut off or rolled back; exits 0 intact, 1 not, 2 not looked into',
      )
      .argument('[run]', 'one run; else everything'),
  )
    .option('--copy', 'the checkpoints are a copy, which may be older than the ledger')
    .option('--export <file>', 'an export instead of the database')
    .option('--json', 'print JSON')
    .action((run: string | undefined, options: VerifyOptions, command: Command) =>
      orExit2(command, async ({ verify }) => {
        if (!(await verify(run, options))) process.exitCode = 1;
      }),
    );
  files(
    audit
      .command('export')
      .description(
        'write all there is of a run into one file, which `audit verify --export` verifies without the database',
      )
      .argument('<run>'),
  )
    .option('--out <file>', 'else standard output')
    .action((run: string, options: { out?: string; checkpoint?: string; keys?: string }, command: Command) =>
      orExit2(command, ({ exportTo }) => exportTo(run, options)),
    );
  audit
    .command('keys')
    .description('print the public keys that verify checkpoints, for an auditor')
    .action((_: unknown, command: Command) => orExit2(command, ({ printKeys }) => printKeys()));
  addReads(audit);
  addCompleteness(audit);
}

/** 1 says that something was altered, so what could not be looked into must not. */
async function orExit2(command: Command, action: (audit: typeof Audit) => Promise<void> | void): Promise<void> {
  try {
    // Heavy, so only now; import() would look for an ES module.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    await action(require('./audit/run-audit') as typeof Audit);
  } catch (error) {
    if (error instanceof SeaworthyError) command.error(`${error.code}: ${error.message}`, { exitCode: 2 });
    const { message, code } = error as Error & { code?: string };
    command.error(`Ledger.Unavailable: ${message || code || 'the database does not answer'}`, { exitCode: 2 });
  }
}
