import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startLocalServer } from '../local-process/local-server';
import type { Launch, LocalServer } from '../local-process/local-server';
import { endLeftover } from '../local-process/pid-file';
import { withPort } from '../local-process/with-port';
import { reachableBinaries, reachableHome, serverUser } from './as-nobody';
import { initialise, role } from './initialise';
import { linkLibraries } from './link-libraries';
import { postgresBinaries } from './postgres-binaries';
import { removeStaleLock } from './stale-lock';

export interface EmbeddedPostgres extends LocalServer {
  /** With the password: not for logs. */
  url: string;
}

interface Options {
  /** Holds the database, its password and its log; made if it is not there. */
  dir: string;
  /** 0, the default, is any free one. */
  port?: number;
  /** False only for tests: faster, and a power cut destroys the database. */
  durable?: boolean;
  onProgress?: (line: string) => void;
}

const orphansEndWithinMs = 10_000;

/**
 * Starts the PostgreSQL that npm installed, on 127.0.0.1 and the files in `dir`, and waits until it takes connections (at most 100).
 * Works as root too, with a server that has no rights. A server that a killed process left on `dir` is ended first.
 * @throws SystemError `rejected` if the port is taken, `dir` is in use or this platform has no PostgreSQL, `transient` if it does not start.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const { dir, port = 0, durable = true, onProgress = () => {} } = options;
  const home = await reachableHome(resolve(dir), onProgress);
  const pidFile = join(home, 'server.pid');
  await endLeftover(pidFile, { onProgress });
  const binaries = postgresBinaries();
  await linkLibraries(dirname(dirname(binaries.postgres)));
  const { initdb, postgres } = await reachableBinaries(binaries);
  const password = await initialise(home, initdb, durable);
  const data = join(home, 'data');
  await removeStaleLock(data);
  return withPort(port, async (free) => {
    const server = await startWhenOrphansAreGone({
      name: 'the embedded PostgreSQL',
      command: postgres,
      args: ['-D', data, ...settings(free, durable)],
      cwd: home,
      user: serverUser(),
      ready: /database system is ready to accept connections/,
      stop: ['SIGINT', 'SIGQUIT'], // "fast", which does not wait for clients to leave; then "immediate", which recovers at the next start
      pidFile,
      log: join(home, 'server.log'),
    });
    return { url: `postgres://${role}:${password}@127.0.0.1:${free}/postgres`, ...server };
  });
}

function settings(port: number, durable: boolean): string[] {
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 100,
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** When only the postmaster was killed, its children need a moment to notice; until then their shared memory is in the way. */
async function startWhenOrphansAreGone(launch: Launch): Promise<LocalServer> {
  for (const end = Date.now() + orphansEndWithinMs; ; await wait(200)) {
    try {
      return await startLocalServer(launch);
    } catch (error) {
      if (!/pre-existing shared memory block/.test((error as Error).message) || Date.now() > end) throw error;
    }
  }
}
