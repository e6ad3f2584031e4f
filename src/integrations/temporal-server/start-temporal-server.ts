import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SystemError } from '../system-error';
import { startLocalServer } from '../local-process/local-server';
import type { LocalServer } from '../local-process/local-server';
import { endLeftover } from '../local-process/pid-file';
import { plainEnvironment } from '../local-process/plain-environment';
import { freePort, withPort } from '../local-process/with-port';

export interface TemporalServer extends LocalServer {
  /** host:port of the gRPC frontend. */
  address: string;
  /** Absent when headless. */
  uiUrl?: string;
}

interface Options {
  /** Path of the Temporal CLI, from `obtainTemporalCli`. */
  cli: string;
  /** Without it everything is in memory and gone when the server ends. */
  dbFilename?: string;
  /** 0, the default, is any free one; so too for `uiPort`. */
  port?: number;
  uiPort?: number;
  headless?: boolean;
  /** Where its UI has encrypted payloads decoded: the address without `/decode`. */
  uiCodecEndpoint?: string;
  /** Registered when the server starts: name → type, such as Keyword or Double. */
  searchAttributes?: Readonly<Record<string, string>>;
  namespace?: string;
  log?: string;
  /** Where it is noted who runs it; by default beside the database file, and nowhere for one in memory. */
  pidFile?: string;
  onProgress?: (line: string) => void;
}

const name = 'the Temporal dev server';
const healthyWithinMs = 20_000;

/**
 * By default each history shard loads its queue 20 times a second, so that every hop of a run waits about 45 ms; and notes every half minute how far
 * it is, before which nothing that has just ended is deleted.
 */
const dynamicConfig = {
  'history.transferProcessorMaxPollRPS': 2000,
  'history.timerProcessorMaxPollRPS': 2000,
  'history.visibilityProcessorMaxPollRPS': 2000,
  'history.transferProcessorUpdateAckInterval': '"5s"',
  'history.visibilityProcessorUpdateAckInterval': '"5s"',
  'system.enableActivityEagerExecution': true,
  'matching.enableFairness': true, // task queues are served by turns of fairness keys, our tenants
  'matching.numTaskqueueReadPartitions': 1, // turns are taken within a partition, and one process has no use for four
  'matching.numTaskqueueWritePartitions': 1,
  'frontend.WorkflowPauseEnabled': true, // as where operators may pause: it is noticed
};

/** A log written ahead doubles throughput; synchronous=1 still survives a crash of the process. */
const sqlitePragmas = ['journal_mode=wal', 'synchronous=1'];

/**
 * Starts a Temporal dev server on 127.0.0.1; when this resolves, it answers and knows namespace and search attributes.
 * One that a killed process left on the same database file is ended first.
 * @throws SystemError `rejected` if a port is taken or the file is in use, `transient` with the server's last lines if it does not start.
 */
export async function startTemporalServer(options: Options): Promise<TemporalServer> {
  const { cli, dbFilename, log, headless = false, onProgress } = options;
  const pidFile = options.pidFile ?? (dbFilename && `${dbFilename}.pid`);
  if (dbFilename) await mkdir(dirname(dbFilename), { recursive: true });
  if (pidFile) await endLeftover(pidFile, { onProgress });
  return withPort(options.port ?? 0, async (port) => {
    const uiPort = headless ? undefined : options.uiPort || (await freePort());
    const args = argumentsFor(options, port, uiPort);
    const server = await startLocalServer({
      name,
      command: cli,
      args,
      ready: /Server:\s/, // printed once namespaces and search attributes are registered
      stop: ['SIGTERM', 'SIGKILL'],
      pidFile,
      log,
    });
    const address = `127.0.0.1:${port}`;
    try {
      await healthy(cli, address);
    } catch (error) {
      await server.close();
      throw error;
    }
    return { address, ...(uiPort && { uiUrl: `http://127.0.0.1:${uiPort}` }), ...server };
  });
}

function argumentsFor(options: Options, port: number, uiPort: number | undefined): string[] {
  const { dbFilename, searchAttributes = {}, namespace = 'default', uiCodecEndpoint } = options;
  const repeated = (flag: string, values: string[]): string[] => values.flatMap((value) => [flag, value]);
  const pairs = (record: object): string[] => Object.entries(record).map(([key, value]) => `${key}=${value}`);
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--namespace', namespace],
    ...(uiPort ? ['--ui-port', String(uiPort)] : ['--headless']),
    ...(uiPort && uiCodecEndpoint ? ['--ui-codec-endpoint', uiCodecEndpoint] : []),
    ...(dbFilename ? ['--db-filename', dbFilename, ...repeated('--sqlite-pragma', sqlitePragmas)] : []),
    ...repeated('--dynamic-config-value', pairs(dynamicConfig)),
    ...repeated('--search-attribute', pairs(searchAttributes)),
  ];
}

async function healthy(cli: string, address: string): Promise<void> {
  const args = ['operator', 'cluster', 'health', '--address', address];
  for (const end = Date.now() + healthyWithinMs; ; await wait(100)) {
    try {
      await promisify(execFile)(cli, args, { env: plainEnvironment(), timeout: 5_000 });
      return;
    } catch (error) {
      if (Date.now() > end) {
        throw new SystemError(`${name} started on ${address} but does not answer: look into its log.`, {
          class: 'transient',
          system: name,
          cause: error,
        });
      }
    }
  }
}
