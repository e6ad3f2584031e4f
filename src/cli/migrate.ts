import type { Command } from 'commander';
import type * as RunMigrate from './run-migrate';

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description("bring the ledger's database (DATABASE_URL, as its owner) to this version's schema and rights")
    .action(async () => {
      // Heavy, so only now; import() would look for an ES module.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runMigrate } = require('./run-migrate') as typeof RunMigrate;
      await runMigrate();
    });
}
