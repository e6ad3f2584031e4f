import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeaworthyError } from '../contracts/errors';
import { openLedger } from '../ledger/ledger';
import type { Ledger } from '../ledger/ledger';

/** Where `up` notes the database it brought along, password included, in its state folder. */
export const DATABASE_NOTE = 'database.json';

/** The ledger that DATABASE_URL names, or the one of this folder, for commands that need no gateway. @throws SeaworthyError `Config.Invalid` */
export function openDatabase(): Ledger {
  return openLedger(process.env['DATABASE_URL'] ?? noted(), undefined, { connections: 2 });
}

function noted(): string {
  const note = join('.seaworthy', DATABASE_NOTE);
  try {
    return (JSON.parse(readFileSync(note, 'utf8')) as { url: string }).url;
  } catch {
    throw new SeaworthyError('Config.Invalid', `DATABASE_URL is not set, and ${note} is not here.`);
  }
}
