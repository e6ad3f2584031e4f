import { constants } from 'node:fs';
import { mkdir, open, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { intakeDigest } from '../../ledger/intake';
import { faultPoint } from '../../fault-point';
import type { IntakeDeps } from './intake-deps';
import { takeDocument } from './take-document';
import { MAX_DOCUMENT } from './why-not';

/**
 * Takes one file of the drop folder and moves it to `done`, or to `aside` with a note that says why. One that changes while it is read is left
 * for the next time.
 */
export async function takeFile(deps: IntakeDeps, folder: string, name: string): Promise<void> {
  const file = path.join(folder, path.basename(name));
  const read = await readWhole(file);
  if (!read) return;
  const item = await intakeDigest(deps.ledger, read.bytes);
  const taken = await takeDocument(deps, {
    source: 'folder',
    item,
    part: 0,
    bytes: read.bytes,
    filename: path.basename(name),
  });
  faultPoint('intake-taken');
  const to = path.join(folder, taken.type === 'started' ? 'done' : 'aside');
  await mkdir(to, { recursive: true });
  const moved = path.join(to, `${item.slice(0, 8)}-${path.basename(name)}`); // of the same name and digest is the same
  if (taken.type === 'aside') await writeFile(`${moved}.reason.txt`, `${taken.reason}\n`);
  await rename(file, moved);
}

/** A little more than is taken, so that it shows. Undefined where it is no plain file, is gone, or is still being written. */
async function readWhole(file: string): Promise<{ bytes: Buffer } | undefined> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ELOOP') return undefined;
    throw error;
  });
  if (!handle) return undefined;
  try {
    const before = await handle.stat();
    if (!before.isFile()) return undefined;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(before.size, MAX_DOCUMENT + 1)), 0);
    const after = await handle.stat();
    const still = after.size === before.size && after.mtimeMs === before.mtimeMs;
    return still ? { bytes: buffer.subarray(0, bytesRead) } : undefined;
  } finally {
    await handle.close();
  }
}
