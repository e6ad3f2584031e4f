import { access } from 'node:fs/promises';
import { SeaworthyError } from '../contracts/errors';
import { openFileKeyManagement } from '../integrations/keys/file-key-management';
import type { KeyManagement } from '../integrations/keys/key-management';
import { setting } from './setting';

/**
 * SEAWORTHY_MASTER_KEYS: the file with the master keys, which has to be there: it is the gateway's to make, and who has keys of its own can read nothing.
 * @throws SeaworthyError `Config.Invalid`
 */
export async function masterKeysSetting(env: NodeJS.ProcessEnv): Promise<KeyManagement> {
  const file = setting(env, 'SEAWORTHY_MASTER_KEYS');
  try {
    await access(file);
    return await openFileKeyManagement(file);
  } catch (error) {
    const { message } = error as Error;
    throw new SeaworthyError('Config.Invalid', `SEAWORTHY_MASTER_KEYS: ${file} cannot be read (${message}).`);
  }
}
