import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { processStart } from './process-start';

const pollMs = 250;
const unreadableForMs = 5_000;

/**
 * One process at a time does `work`; the others wait. A lock whose holder died is taken over: two waiters may then, rarely, both
 * get it, so `work` must bear being done twice.
 */
export async function withLockFile<T>(path: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  for (let waited = false; !(await taken(path)); waited = true) {
    if (await isStale(path)) await rm(path, { force: true });
    else {
      if (!waited) onWait();
      await wait(pollMs);
    }
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function taken(path: string): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify([process.pid, await processStart(process.pid)]), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const [pid, start] = JSON.parse(await readFile(path, 'utf8')) as [number, string];
    return (await processStart(pid)) !== start;
  } catch {
    // Between making and writing the file it is empty, for an instant.
    const made = await stat(path).catch(() => undefined);
    return made !== undefined && Date.now() - made.mtimeMs > unreadableForMs;
  }
}
