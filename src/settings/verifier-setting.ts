import { SeaworthyError } from '../contracts/errors';
import type { Verifier } from '../integrations/keys/key-ring';
import { openVerifier } from '../integrations/keys/open-verifier';
import { setting } from './setting';

/** SEAWORTHY_KEYS: the file with the gateway's public keys, or its key ring. Without keys no decision holds. @throws SeaworthyError `Config.Invalid` */
export async function verifierSetting(env: NodeJS.ProcessEnv): Promise<Verifier> {
  const file = setting(env, 'SEAWORTHY_KEYS');
  return openVerifier(file).catch((error: unknown) => {
    throw new SeaworthyError('Config.Invalid', `SEAWORTHY_KEYS: ${file} cannot be read (${(error as Error).message}).`);
  });
}
