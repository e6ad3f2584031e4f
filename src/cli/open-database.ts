import { SeaworthyError } from '../contracts/errors';
import { openLedger } from '../ledger/ledger';
import type { Ledger } from '../ledger/ledger';

/** The ledger that DATABASE_URL names, for commands that need no gateway. @throws SeaworthyError `Config.Invalid` */
export function openDatabase(): Ledger {
  const url = process.env['DATABASE_URL'];
  if (!url) throw new SeaworthyError('Config.Invalid', 'DATABASE_URL is not set.');
  return openLedger(url, { connections: 2 });
}
