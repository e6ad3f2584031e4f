import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { searchAttributes } from '../../src/contracts/search-attributes';
import { openFileKeyManagement } from '../../src/integrations/keys/file-key-management';
import { openFileKeyRing } from '../../src/integrations/keys/file-key-ring';
import { startLocalServer } from '../../src/integrations/local-process/local-server';
import { freePort } from '../../src/integrations/local-process/with-port';
import { startTemporalServer } from '../../src/integrations/temporal-server/start-temporal-server';
import { openLedger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';

/** What a system under test keeps its state in. */
export interface Engine {
  env: Record<string, string>;
  /** Beside the database, whose processes are counted for all. */
  pids: number[];
  /** Bytes kept, after VACUUM where it is a database. */
  stored(): Promise<number>;
  close(): Promise<void>;
}

export interface Ground {
  folder: string;
  /** Of the PostgreSQL that all share: one system runs at a time. */
  postgresUrl: string;
  temporalCli: string;
  /** Where the peers are installed. */
  peers: string;
}

export const noEngine = (): Promise<Engine> =>
  Promise.resolve({ env: {}, pids: [], stored: () => Promise.resolve(0), close: () => Promise.resolve() });

/** A database of its own. */
export async function database({ postgresUrl }: Ground): Promise<Engine> {
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  await query(postgresUrl, `create database ${name}`);
  const url = new URL(postgresUrl);
  url.pathname = name;
  return {
    env: { DATABASE_URL: url.href },
    pids: [],
    stored: async () => {
      await query(url.href, 'vacuum');
      const [row] = await query<{ size: string }>(url.href, `select pg_database_size('${name}') as size`);
      return Number(row!.size);
    },
    close: async () => void (await query(postgresUrl, `drop database ${name} with (force)`)),
  };
}

/** A Temporal dev server as `npm start` runs it, or as it comes; its history is counted by runs, as the server tells it. */
export async function temporal({ temporalCli, folder }: Ground, settings: 'ours' | 'its own'): Promise<Engine> {
  const dbFilename = join(folder, `temporal-${randomUUID()}.db`);
  const server =
    settings === 'ours'
      ? await startTemporalServer({ cli: temporalCli, dbFilename, headless: true, searchAttributes })
      : await temporalAsItComes(temporalCli, dbFilename);
  return {
    env: { TEMPORAL_ADDRESS: server.address },
    pids: [server.pid],
    stored: () => Promise.resolve(0),
    close: async () => {
      await server.close();
      await rm(dbFilename, { force: true });
    },
  };
}

async function temporalAsItComes(cli: string, dbFilename: string) {
  const port = await freePort();
  const server = await startLocalServer({
    name: 'the Temporal dev server',
    command: cli,
    args: [
      'server',
      'start-dev',
      '--headless',
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--db-filename',
      dbFilename,
    ],
    ready: /Server:\s/,
    stop: ['SIGTERM', 'SIGKILL'],
  });
  await wait(2_500); // it says that it serves a little before it does
  return { address: `127.0.0.1:${port}`, ...server };
}

/** Ledger, Temporal and keys, as `npm start` has them; `script`: SQL that is run on the ledger. */
export async function seaworthy(ground: Ground, script?: string): Promise<Engine> {
  const [ledger, server] = await Promise.all([database(ground), temporal(ground, 'ours')]);
  const file = (name: string): string => join(ground.folder, `${name}-${randomUUID()}`);
  const [SEAWORTHY_KEYS, SEAWORTHY_MASTER_KEYS, SEAWORTHY_DATA_KEYS] = [
    `${file('keys')}.json`,
    `${file('master-keys')}.json`,
    file('data-keys'),
  ];
  await openFileKeyRing(SEAWORTHY_KEYS);
  await openFileKeyManagement(SEAWORTHY_MASTER_KEYS);
  const opened = openLedger(ledger.env['DATABASE_URL']!, undefined);
  await migrate(opened);
  if (script) await opened.pool.query(await readFile(script, 'utf8'));
  await opened.close();
  return {
    env: { ...ledger.env, ...server.env, SEAWORTHY_KEYS, SEAWORTHY_MASTER_KEYS, SEAWORTHY_DATA_KEYS },
    pids: server.pids,
    stored: () => ledger.stored(),
    close: async () => {
      await server.close();
      await ledger.close();
    },
  };
}

export async function restate({ peers, folder }: Ground): Promise<Engine> {
  const data = join(folder, `restate-${randomUUID()}`);
  const [service, ingress, admin, node] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const platform = `${process.platform}-${process.arch}`;
  const settings = {
    RESTATE_BIND_IP: '127.0.0.1',
    RESTATE_BIND_PORT: String(node),
    RESTATE_INGRESS__BIND_PORT: String(ingress),
    RESTATE_ADMIN__BIND_PORT: String(admin),
    RESTATE_DISABLE_TELEMETRY: 'true',
    DO_NOT_TRACK: '1',
    RESTATE_LOG_FILTER: 'warn',
  };
  const server = await startLocalServer({
    name: 'the Restate server',
    command: 'sh', // it is set up by its environment, of which local servers see little; and at this level says nothing
    args: [
      ...['-c', 'echo starting; exec env "$@"', 'sh'],
      ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
      join(peers, `node_modules/@restatedev/restate-server-${platform}/bin/restate-server`),
      ...['--no-logo', '--base-dir', data, '--node-name', 'n1', '--listen-mode', 'tcp'],
    ],
    ready: /starting/,
    stop: ['SIGTERM', 'SIGKILL'],
  });
  await answers(`http://127.0.0.1:${admin}/health`);
  await answers(`http://127.0.0.1:${ingress}/restate/health`);
  return {
    env: {
      SERVICE_PORT: String(service),
      INGRESS_URL: `http://127.0.0.1:${ingress}`,
      ADMIN_URL: `http://127.0.0.1:${admin}`,
    },
    pids: [server.pid],
    stored: async () => {
      await wait(300);
      return sizeOf(data);
    },
    close: async () => {
      await server.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<void> {
  for (const end = Date.now() + 30_000; ; await wait(100)) {
    const ok = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ok) return;
    if (Date.now() > end) throw new Error(`${url} does not answer`);
  }
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => {
      const { size } = await stat(join(entry.parentPath, entry.name));
      return size;
    });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function query<T extends object>(url: string, text: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}
