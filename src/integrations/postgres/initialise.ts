import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SystemError } from '../system-error';
import { plainEnvironment } from '../local-process/plain-environment';
import { serverUser } from './as-nobody';

/** The one role of the embedded server, its superuser. */
export const role = 'seaworthy';

/**
 * Makes the database cluster in `home/data`, unless it is there. Renamed into place when it is whole, so a crash leaves none that is half made.
 * @returns its password, which `home/password` keeps, readable by nobody else.
 */
export async function initialise(home: string, initdb: string, durable: boolean): Promise<string> {
  const data = join(home, 'data');
  const passwordFile = join(home, 'password');
  if (existsSync(join(data, 'PG_VERSION'))) return passwordIn(passwordFile, home);

  const fresh = join(home, 'data.new');
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await rm(passwordFile, { force: true });
  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
  const user = serverUser();
  if (user) for (const path of [fresh, passwordFile]) await chown(path, user.uid, user.gid);
  const args = [
    ...[
      '--pgdata',
      fresh,
      '--username',
      role,
      '--pwfile',
      passwordFile,
      '--auth',
      'scram-sha-256',
      '--encoding',
      'UTF8',
    ],
    // Sorts alike on every machine, whatever locales it has.
    ...['--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ...(durable ? [] : ['--no-sync']),
  ];
  await promisify(execFile)(initdb, args, { cwd: home, env: plainEnvironment(), ...user }).catch(
    (error: Error & { stderr?: string }) => {
      throw new SystemError(
        `PostgreSQL could not make its files in ${fresh}: ${error.stderr?.trim() || error.message}`,
        {
          class: 'transient',
          system: 'postgres',
          cause: error,
        },
      );
    },
  );
  await rename(fresh, data);
  return password;
}

async function passwordIn(file: string, home: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new SystemError(
      `The database in ${home} is there but its password file is not: put ${file} back, or remove the folder to begin with an empty one.`,
      { class: 'rejected', system: 'postgres', cause },
    );
  }
}
