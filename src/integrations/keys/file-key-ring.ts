import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { JSONWebKeySet, JWK } from 'jose';
import { purposes } from './key-ring';
import { keepSecret } from '../secrets';
import type { KeyRing, Purpose } from './key-ring';
import { verifierOf } from './verifier-of';

interface Held {
  purpose: Purpose;
  key: JWK & { kid: string };
}

/**
 * A key ring in a file (mode 0600), for development: whoever can read the file can sign. Made when it is missing. The last key of a purpose
 * signs; `rotate` adds one, and the old ones still verify.
 */
export async function openFileKeyRing(file: string): Promise<KeyRing & { rotate(purpose: Purpose): Promise<void> }> {
  let held = await load(file);
  const add = async (purpose: Purpose): Promise<void> => {
    held = [...held, await newKey(purpose)];
    await save(file, held);
  };
  for (const purpose of purposes) {
    if (!held.some((each) => each.purpose === purpose)) await add(purpose);
  }
  const publicKeys = (purpose?: Purpose): JSONWebKeySet => ({
    keys: held.filter((each) => !purpose || each.purpose === purpose).map(({ key: { d: _, ...open } }) => open),
  });
  return {
    rotate: add,
    publicKeys: () => Promise.resolve(publicKeys()),
    verify: (purpose, token) => verifierOf(publicKeys(purpose)).verify(purpose, token),
    async sign(purpose, claims) {
      const { key } = held.findLast((each) => each.purpose === purpose)!;
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'EdDSA', kid: key.kid })
        .setIssuer('seaworthy')
        .setAudience(purpose)
        .sign(await importJWK(key, 'EdDSA'));
    },
  };
}

async function newKey(purpose: Purpose): Promise<Held> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const kid = `${purpose}-${crypto.randomUUID().slice(0, 8)}`;
  return { purpose, key: { ...(await exportJWK(privateKey)), kid, alg: 'EdDSA', use: 'sig' } };
}

async function load(file: string): Promise<Held[]> {
  try {
    const held = JSON.parse(await readFile(file, 'utf8')) as Held[];
    for (const { key } of held) keepSecret(key.d ?? '');
    return held;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function save(file: string, held: readonly Held[]): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, JSON.stringify(held, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
