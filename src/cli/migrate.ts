import type { Command } from 'commander';
import { migrate } from '../ledger/migrate';
import { openDatabase } from './open-database';
import { print } from './print';

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description("bring the ledger's database (DATABASE_URL, as its owner) to this version's schema and rights")
    .action(async () => {
      const ledger = openDatabase();
      try {
        const done = await migrate(ledger);
        if (done.as === 'role') return print(`The schema is this version's; ${done.login} changes nothing.`);
        print("The ledger has this version's schema and rights.");
        for (const role of done.without) {
          print(`Not made, for want of rights: ask an administrator for \`create role ${role}\`, then migrate again.`);
        }
      } finally {
        await ledger.close();
      }
    });
}
