import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { endLeftover } from '../../src/integrations/local-process/pid-file';

/** Ends every server that is noted in the folder (jest kills its workers without a word, and a failed test may not close its own), and removes the folder. */
export async function removeTestFolder(folder: string): Promise<void> {
  // Another process may be at it too.
  for (const file of await readdir(folder, { recursive: true }).catch(() => [])) {
    if (file.endsWith('.pid') && !file.endsWith('postmaster.pid'))
      await endLeftover(join(folder, file), { evenInUse: true });
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
