import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JSONWebKeySet, JWK } from 'jose';
import { SeaworthyError } from '../../contracts/errors';
import { checkpointFile } from '../../ledger/checkpoint-file';
import type { CheckpointStore } from '../../ledger/checkpoint-store';

/** The file named, or the one of this folder. @throws SeaworthyError `Config.Invalid` when the one named is not there */
export function openCheckpoints(named: string | undefined): CheckpointStore {
  if (named !== undefined && !existsSync(named)) throw new SeaworthyError('Config.Invalid', `${named} is not there.`);
  return checkpointFile(named ?? process.env['SEAWORTHY_CHECKPOINTS'] ?? join('.seaworthy', 'checkpoints.ndjson'));
}

/** The public keys in the file named, a JWKS; or those of this folder's key ring that sign checkpoints. @throws SeaworthyError `Config.Invalid` */
export function readPublicKeys(named: string | undefined): JSONWebKeySet {
  const file = named ?? process.env['SEAWORTHY_KEYS'] ?? join('.seaworthy', 'keys.json');
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as JSONWebKeySet | { purpose: string; key: JWK }[];
    const keys = Array.isArray(found)
      ? found.filter(({ purpose }) => purpose === 'checkpoint').map(({ key }) => key)
      : found.keys;
    return { keys: keys.map(({ d: _, ...open }) => open) };
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not there' : 'is no JWKS';
    throw new SeaworthyError('Config.Invalid', `${file} ${why}: name the public keys by --keys.`);
  }
}
