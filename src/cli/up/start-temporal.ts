import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { SeaworthyError } from '../../contracts/errors';
import { searchAttributes } from '../../contracts/search-attributes';
import { obtainTemporalCli } from '../../integrations/temporal-server/obtain-temporal-cli';
import { startTemporalServer } from '../../integrations/temporal-server/start-temporal-server';
import { addSearchAttributes } from './add-search-attributes';
import { traceStarts } from '../../telemetry/tracing';
import { temporalSettings } from '../../settings/temporal-settings';
import { portFor } from './port-for';
import type { Start } from './start';
import { unlessAborted } from './unless-aborted';

const UI_PORT = 8233;
const CONNECT_WITHIN = '5s';

export interface Temporal {
  client: Client;
  /** For the worker: where it is, and nothing else of Temporal that the user's environment says where the server is our own. */
  env: NodeJS.ProcessEnv;
  uiUrl?: string;
  what: string;
}

interface Options {
  dataConverter: DataConverter;
  /** With the gateway's address where payloads are decoded. Without it, a server of our own is in memory. */
  ui?: { port: number | undefined; codecEndpoint: string };
}

/** The server that TEMPORAL_ADDRESS names, or a dev server of our own. @throws SeaworthyError `Temporal.Unreachable`, `Config.Invalid` */
export async function startTemporal(start: Start, options: Options): Promise<Temporal> {
  const { env, closing } = start;
  const address = env['TEMPORAL_ADDRESS'];
  const own = address ? undefined : await startOwn(start, options);
  const temporalEnv = own ? onlyAddress(env, own.address, start.state) : env;
  const { connectionOptions, namespace } = temporalSettings(temporalEnv);
  const connection = await Connection.connect({ ...connectionOptions, connectTimeout: CONNECT_WITHIN }).catch(
    (error: unknown) => {
      throw new SeaworthyError(
        'Temporal.Unreachable',
        `No answer at ${connectionOptions.address} (${reasonOf(error)}).`,
      );
    },
  );
  closing.add('the connection to Temporal', () => connection.close());
  if (!own) await addSearchAttributes(connection, namespace, searchAttributes);
  const client = new Client({
    connection,
    namespace,
    dataConverter: options.dataConverter,
    interceptors: { workflow: [traceStarts] },
  });
  return {
    client,
    env: temporalEnv,
    ...(own?.uiUrl ? { uiUrl: own.uiUrl } : {}),
    what: own ? `dev server ${own.address}` : `yours, ${connectionOptions.address}, namespace ${namespace}`,
  };
}

async function startOwn(
  { env, state, closing, note, signal }: Start,
  { ui }: Options,
): Promise<{ address: string; uiUrl?: string }> {
  const { path } = await unlessAborted(signal, obtainTemporalCli({ env, onProgress: note }));
  const kept = ui && {
    dbFilename: join(state, 'temporal.db'),
    uiPort: await portFor({ wanted: ui.port, preferred: UI_PORT, option: '--ui-port' }),
    uiCodecEndpoint: ui.codecEndpoint,
  };
  const server = await startTemporalServer({
    cli: path,
    ...(kept ?? { headless: true, pidFile: join(state, 'temporal-in-memory.pid') }),
    searchAttributes,
    log: join(state, 'logs', 'temporal-server.log'),
    onProgress: note,
  });
  closing.add('Temporal', () => server.close());
  return server;
}

function onlyAddress(env: NodeJS.ProcessEnv, address: string, state: string): NodeJS.ProcessEnv {
  const others = Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_'));
  // The file is not there: a profile of the user's is for another server.
  return {
    ...Object.fromEntries(others),
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: 'default',
    TEMPORAL_CONFIG_FILE: join(state, 'no-temporal.toml'),
  };
}

function reasonOf(error: unknown): string {
  const { details, message } = error as { details?: string; message?: string };
  return (details || message || 'no reason given').split('\n')[0]!;
}
