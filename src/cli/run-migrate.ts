import { migrate } from '../ledger/migrate';
import { openDatabase } from './open-database';
import { print } from './print';

/** Brings the database to this version's schema, and says what it had no right to. */
export async function runMigrate(): Promise<void> {
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
}
