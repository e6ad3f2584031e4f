import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { open, seal } from './aes-gcm';
import type { KeyManagement } from './key-management';
import { keepSecret } from '../secrets';
import { KeyError } from './key-ring';

interface MasterKey {
  kid: string;
  /** 32 bytes, base64url. */
  k: string;
}

/**
 * Master keys in a file (mode 0600), for development: whoever can read the file can read everything. Made when it is missing. The last key
 * wraps; `rotate` adds one. Read again when a key is not known, since another process may have rotated.
 */
export async function openFileKeyManagement(file: string): Promise<KeyManagement & { rotate(): Promise<void> }> {
  let held = await load(file);
  if (!held.length) await rotate();

  async function rotate(): Promise<void> {
    held = [
      ...(await load(file)),
      { kid: `master-${randomUUID().slice(0, 8)}`, k: randomBytes(32).toString('base64url') },
    ];
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(`${file}.new`, JSON.stringify(held, null, 2), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  async function keyOf(kid: string): Promise<Buffer> {
    if (!held.some((each) => each.kid === kid)) held = await load(file);
    const found = held.find((each) => each.kid === kid);
    if (!found) throw new KeyError('its master key is not held here');
    return Buffer.from(found.k, 'base64url');
  }

  return {
    rotate,
    async wrap(dataKey, context) {
      const { kid } = held.at(-1)!;
      return `${kid}.${seal(await keyOf(kid), dataKey, context).toString('base64url')}`;
    },
    async unwrap(wrapped, context) {
      const [kid = '', sealed = ''] = wrapped.split('.');
      return open(await keyOf(kid), Buffer.from(sealed, 'base64url'), context);
    },
  };
}

async function load(file: string): Promise<MasterKey[]> {
  try {
    const held = JSON.parse(await readFile(file, 'utf8')) as MasterKey[];
    for (const { k } of held) keepSecret(k);
    return held;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
