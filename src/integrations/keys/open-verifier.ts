import { readFile } from 'node:fs/promises';
import type { JSONWebKeySet } from 'jose';
import { KeyError } from './key-ring';
import type { Purpose, Verifier } from './key-ring';
import { verifierOf } from './verifier-of';

/**
 * A verifier by the public keys in a file: a JWK set, or a file key ring, of which only the public halves are kept. Read again when a signature
 * does not hold, since keys rotate.
 * @throws Error of the file system or of JSON when the file cannot be read
 */
export async function openVerifier(file: string): Promise<Verifier> {
  let keys = await load(file);
  const verify: Verifier['verify'] = (purpose, token) => verifierOf(keysFor(purpose, keys)).verify(purpose, token);
  return {
    verify: async (purpose, token) => {
      try {
        return await verify(purpose, token);
      } catch (error) {
        if (!(error instanceof KeyError)) throw error;
        keys = await load(file);
        return verify(purpose, token);
      }
    },
  };
}

/** The key id begins with the purpose that the key is for. */
function keysFor(purpose: Purpose, { keys }: JSONWebKeySet): JSONWebKeySet {
  return { keys: keys.filter(({ kid }) => kid?.startsWith(`${purpose}-`)) };
}

async function load(file: string): Promise<JSONWebKeySet> {
  const found = JSON.parse(await readFile(file, 'utf8')) as JSONWebKeySet | { key: JSONWebKeySet['keys'][number] }[];
  const keys = Array.isArray(found) ? found.map(({ key }) => key) : found.keys;
  return { keys: keys.map(({ d: _, ...open }) => open) };
}
