import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { contextOf, KeyDestroyed } from './data-keys';
import type { DataKeys } from './data-keys';
import type { KeyManagement } from './key-management';

const TOMBSTONE = 'destroyed';

/** Data keys in a folder, a file for each (mode 0600), wrapped: for one machine, or for several that share the folder. */
export function dataKeyFolder(folder: string, management: KeyManagement): DataKeys {
  /** By their digests: an id may be any text, and 256 folders keep listings short. */
  const fileOf = (id: string): string => {
    const name = createHash('sha256').update(id).digest('hex');
    return path.join(folder, name.slice(0, 2), name);
  };
  const get = async (id: string): Promise<Uint8Array | undefined> => {
    const text = await read(fileOf(id));
    if (text?.startsWith(TOMBSTONE)) throw new KeyDestroyed(id);
    return text === undefined ? undefined : management.unwrap(text, contextOf(id));
  };
  return {
    get,
    obtain: async (id) => {
      const there = await get(id);
      if (there) return there;
      await make(fileOf(id), await management.wrap(randomBytes(32), contextOf(id)));
      return (await get(id))!; // the one that came first, whose it was
    },
    destroy: async (id) => {
      await make(fileOf(id), TOMBSTONE);
      const file = await open(fileOf(id), 'r+');
      try {
        // In place: a file put in its place would leave the key on the disk.
        await file.write(TOMBSTONE.padEnd((await file.stat()).size), 0);
        await file.datasync();
      } finally {
        await file.close();
      }
    },
    close: () => Promise.resolve(),
  };
}

/** Makes the file whole or not at all, and leaves one that is there. It is on the disk before anything is encrypted. */
async function make(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const made = `${file}.${randomUUID()}`;
  try {
    const handle = await open(made, 'wx', 0o600);
    await handle.writeFile(text);
    await handle.datasync();
    await handle.close();
    await link(made, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(made, { force: true });
  }
  const folder = await open(path.dirname(file), 'r');
  await folder.sync().finally(() => folder.close());
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
