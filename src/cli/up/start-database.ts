import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SeaworthyError } from '../../contracts/errors';
import type { KeyManagement } from '../../integrations/keys/key-management';
import { startEmbeddedPostgres } from '../../integrations/postgres/start-embedded-postgres';
import { migrate } from '../../ledger/migrate';
import { openLedger } from '../../ledger/ledger';
import type { Ledger } from '../../ledger/ledger';
import { openDataKeys } from '../../ledger/open-data-keys';
import { DATABASE_NOTE } from '../open-database';
import type { Start } from './start';

/**
 * The database that DATABASE_URL names, or one of our own in the state folder, at this version's schema. Its data keys are where
 * SEAWORTHY_DATA_KEYS says, or in the state folder too. @throws SeaworthyError `Ledger.Unavailable`, `Config.Invalid`
 */
export async function startDatabase(
  { env, state, closing, note }: Start,
  masterKeys: KeyManagement,
): Promise<{ url: string; ledger: Ledger; dataKeys: string; what: string }> {
  const given = env['DATABASE_URL'];
  if (given && !/^postgres(ql)?:\/\//.test(given))
    throw new SeaworthyError(
      'Config.Invalid',
      'DATABASE_URL is no PostgreSQL URL: postgres://user@host:5432/database is one.',
    );
  let url = given;
  if (!url) {
    const server = await startEmbeddedPostgres({ dir: join(state, 'postgres'), onProgress: note });
    closing.add('the database', () => server.close());
    ({ url } = server);
    const address = join(state, DATABASE_NOTE);
    await writeFile(address, JSON.stringify({ url }), { mode: 0o600 });
    closing.add('the note of its address', () => rm(address, { force: true }));
  }
  const dataKeys = env['SEAWORTHY_DATA_KEYS'] ?? join(state, 'data-keys');
  const keys = await openDataKeys(dataKeys, masterKeys, url);
  closing.add('the data keys', () => keys.close());
  const ledger = openLedger(url, keys);
  closing.add('the ledger', () => ledger.close());
  try {
    await migrate(ledger);
  } catch (error) {
    throw new SeaworthyError('Ledger.Unavailable', `${placeOf(url)}: ${reasonOf(error)}.`);
  }
  return {
    url,
    ledger,
    dataKeys,
    what: given ? `yours, ${placeOf(url)}` : `embedded PostgreSQL, ${join(state, 'postgres')}`,
  };
}

/** Without user and password. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'DATABASE_URL';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

function reasonOf(error: unknown): string {
  const { code, message } = ((error as Error).cause ?? error) as { code?: string; message?: string };
  return message?.split('\n')[0] || code || 'no answer';
}
