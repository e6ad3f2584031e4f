import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { ErpSeed } from '../../standins/erp/erp-seed';
import { startFaultProxy } from '../../standins/fault-proxy/start-fault-proxy';
import type { FaultProxy } from '../../standins/fault-proxy/start-fault-proxy';
import { dataConverter } from '../../src/codec/data-converter';
import { searchAttributes } from '../../src/contracts/search-attributes';
import { openFileKeyManagement } from '../../src/integrations/keys/file-key-management';
import { openFileKeyRing } from '../../src/integrations/keys/file-key-ring';
import { freePort } from '../../src/integrations/local-process/with-port';
import { startEmbeddedPostgres } from '../../src/integrations/postgres/start-embedded-postgres';
import { obtainTemporalCli } from '../../src/integrations/temporal-server/obtain-temporal-cli';
import { startTemporalServer } from '../../src/integrations/temporal-server/start-temporal-server';
import { openLedger } from '../../src/ledger/ledger';
import type { Ledger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { openDataKeys } from '../../src/ledger/open-data-keys';
import { startCutOff } from '../helpers/cut-off';
import type { CutOff } from '../helpers/cut-off';
import { bundleHasty } from './bundle';
import { Child } from './child';

/** A server that is killed and started again on the same port and files. */
export interface Mortal {
  name: string;
  /** Kills it, and starts it again. Settles when it answers. */
  killAndRestart: () => Promise<void>;
  close: () => Promise<void>;
}

export interface World {
  folder: string;
  bundle: string;
  /** Past proxies and kills: what is really so. */
  ledger: Ledger;
  temporal: Client;
  mortals: Record<'postgres' | 'temporal' | 'erp' | 'mailbox' | 'model', Mortal>;
  gates: Record<'postgres' | 'temporal', CutOff>;
  proxies: Record<'erp' | 'mailbox' | 'model', FaultProxy>;
  gatewayPort: number;
  urls: { gateway: string; books: string; messages: string };
  modelFile: string;
  /** Of a worker, a gateway, a command. */
  env: NodeJS.ProcessEnv;
  child: (args: readonly string[], log: string, env?: NodeJS.ProcessEnv) => Child;
  close(): Promise<void>;
}

const KEY = 'for-stand-ins-only';
const roles = ['ap-clerk', 'ap-lead', 'controller', 'buyer', 'supplier-contact', 'operator'];

/** Everything that the invoice workflow needs, each in a process of its own with what it knows on disk. Workers and gateway are started by others. */
export async function startWorld({ seed, books }: { seed: number; books: ErpSeed }): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), `seaworthy-chaos-${process.pid}-`));
  await chmod(folder, 0o711); // as root, PostgreSQL runs as another user
  const logs = join('.seaworthy', 'chaos', 'logs');
  await rm(logs, { recursive: true, force: true });
  await mkdir(logs, { recursive: true });
  const at = (name: string): string => join(folder, name);
  const child = (args: readonly string[], log: string, env: NodeJS.ProcessEnv = process.env): Child =>
    new Child(args, env, join(logs, `${log}.log`));
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.reverse()) await step().catch((error: unknown) => console.error(error));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const { path: cli } = await obtainTemporalCli();
    const [postgresPort, temporalPort, erpPort, smtpPort, mailPort, modelPort, gatewayPort] = await Promise.all(
      Array.from({ length: 7 }, () => freePort()),
    );
    await writeFile(at('books.seed'), JSON.stringify(books));
    const postgres = await mortalServer('postgres', () =>
      startEmbeddedPostgres({ dir: at('postgres'), port: postgresPort! }),
    );
    closing.push(postgres.close);
    const temporal = await mortalServer('temporal', () =>
      startTemporalServer({
        cli,
        port: temporalPort!,
        headless: true,
        searchAttributes,
        dbFilename: at('temporal.db'),
      }),
    );
    closing.push(temporal.close);
    const standIn = async (name: string, ...args: (string | number | undefined)[]): Promise<Mortal> => {
      const made = await mortalChild(name, () =>
        child([join(__dirname, 'run-stand-in.ts'), name, ...args.map(String)], name),
      );
      closing.push(made.close);
      return made;
    };
    const [erp, mailbox, model] = await Promise.all([
      standIn('erp', at('books'), erpPort),
      standIn('mailbox', at('mails'), smtpPort, mailPort),
      standIn('model', at('answers'), modelPort),
    ]);
    const [erpProxy, mailProxy, modelProxy] = await Promise.all([
      startFaultProxy({ target: `http://127.0.0.1:${erpPort}`, seed }),
      startFaultProxy({ target: `smtp://127.0.0.1:${smtpPort}`, seed }),
      startFaultProxy({ target: `http://127.0.0.1:${modelPort}`, seed }),
    ]);
    const proxies = { erp: erpProxy, mailbox: mailProxy, model: modelProxy };
    for (const proxy of Object.values(proxies)) closing.push(() => proxy.close());

    const masterKeys = await openFileKeyManagement(at('master-keys.json'));
    await openFileKeyRing(at('keys.json'));
    const url = postgres.server().url;
    const gates = {
      postgres: await startCutOff(url),
      temporal: await startCutOff(`tcp://127.0.0.1:${temporalPort}`),
    };
    for (const gate of Object.values(gates)) closing.push(() => gate.close());
    const dataKeys = await openDataKeys(at('data-keys'), masterKeys, url);
    const ledger = openLedger(url, dataKeys);
    closing.push(() => ledger.close());
    await migrate(ledger);
    const connection = await Connection.connect({ address: `127.0.0.1:${temporalPort}` });
    closing.push(() => connection.close());
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      NODE_ENV: 'test',
      TEMPORAL_ADDRESS: new URL(gates.temporal.url).host,
      DATABASE_URL: gates.postgres.url,
      SEAWORTHY_KEYS: at('keys.json'),
      SEAWORTHY_MASTER_KEYS: at('master-keys.json'),
      SEAWORTHY_DATA_KEYS: at('data-keys'),
      SEAWORTHY_CHECKPOINTS: at('checkpoints.ndjson'),
      ANTHROPIC_API_KEY: KEY,
      ANTHROPIC_BASE_URL: proxies.model.url,
      ERP_URL: proxies.erp.url,
      ERP_CLIENT_ID: 'seaworthy',
      ERP_CLIENT_SECRET: 'stand-in',
      MAIL_URL: proxies.mailbox.url,
      MAIL_FROM: 'accounts-payable@buyer.example',
      MAIL_ACCESS_POINT: 'access-point@buyer.example',
      MAIL_DESK: 'desk@buyer.example',
      MAIL_ROLES: roles.map((role) => `${role}=${role}@buyer.example`).join('; '),
    };
    const bundle = await bundleHasty(at('workflows.js'));
    return {
      ...{ folder, bundle, ledger, gates, proxies, env, child, close },
      temporal: new Client({ connection, dataConverter: dataConverter(masterKeys) }),
      mortals: { postgres, temporal, erp, mailbox, model },
      gatewayPort: gatewayPort!,
      urls: {
        gateway: `http://127.0.0.1:${gatewayPort}`,
        books: `http://127.0.0.1:${erpPort}/_standin/books`,
        messages: `http://127.0.0.1:${mailPort}/messages`,
      },
      modelFile: at('answers'),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Server {
  pid: number;
  close(): Promise<void>;
}

async function mortalServer<S extends Server>(
  name: string,
  start: () => Promise<S>,
): Promise<Mortal & { server: () => S }> {
  let server = await start();
  return {
    name,
    server: () => server,
    killAndRestart: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.close();
      server = await again(start);
    },
    close: () => server.close(),
  };
}

async function mortalChild(name: string, spawn: () => Child): Promise<Mortal> {
  const start = async (): Promise<Child> => {
    const made = spawn();
    if (!(await made.says('ready'))) throw new Error(`${name} did not start.`);
    return made;
  };
  let child = await start();
  return {
    name,
    killAndRestart: async () => {
      await child.kill();
      child = await again(start);
    },
    close: () => child.kill(),
  };
}

/** Ports and files of a process that was killed may be held for a moment. */
async function again<T>(start: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await start();
    } catch (error) {
      if (tries === 20) throw error;
      await wait(500);
    }
  }
}
