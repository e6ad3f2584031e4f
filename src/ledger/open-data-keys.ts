import { SeaworthyError } from '../contracts/errors';
import { cachedDataKeys } from '../integrations/keys/cached-data-keys';
import { dataKeyFolder } from '../integrations/keys/data-key-folder';
import { openDataKeyTable } from '../integrations/keys/data-key-table';
import type { DataKeys } from '../integrations/keys/data-keys';
import type { KeyManagement } from '../integrations/keys/key-management';

/**
 * Opens the store that SEAWORTHY_DATA_KEYS names: a folder, or a PostgreSQL URL. Not in the ledger's own database: its backups would have what
 * they encrypt beside the keys, and nothing could be erased from them.
 * @throws SeaworthyError `Config.Invalid`
 */
export async function openDataKeys(
  where: string | undefined,
  management: KeyManagement,
  databaseUrl: string,
): Promise<DataKeys> {
  if (!where)
    throw new SeaworthyError('Config.Invalid', 'SEAWORTHY_DATA_KEYS is not set: a folder, or a PostgreSQL URL.');
  if (!/^postgres(ql)?:\/\//.test(where)) return cachedDataKeys(dataKeyFolder(where, management));
  if (isSameDatabase(where, databaseUrl))
    throw new SeaworthyError('Config.Invalid', "SEAWORTHY_DATA_KEYS names the ledger's own database; name another.");
  const table = await openDataKeyTable(where, management).catch((error: unknown) => {
    throw new SeaworthyError('Config.Invalid', `SEAWORTHY_DATA_KEYS: ${(error as Error).message}.`);
  });
  return cachedDataKeys(table);
}

function isSameDatabase(keys: string, ledger: string): boolean {
  if (!URL.canParse(keys) || !URL.canParse(ledger)) return false;
  const [one, other] = [new URL(keys), new URL(ledger)];
  const port = (url: URL): string => url.port || '5432';
  return one.hostname === other.hostname && port(one) === port(other) && one.pathname === other.pathname;
}
