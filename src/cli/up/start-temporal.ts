import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { SeaworthyError } from '../../contracts/errors';
import { searchAttributes } from '../../contracts/search-attributes';
import { obtainTemporalCli } from '../../integrations/temporal-server/obtain-temporal-cli';
import { startTemporalServer } from '../../integrations/temporal-server/start-temporal-server';
import { addSearchAttributes } from './add-search-attributes';
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

/** The server that TEMPORAL_ADDRESS names, or a dev server of our own. @throws SeaworthyError `Temporal.Unreachable`, `Config.Invalid` */
export async function startTemporal(start: Start, uiPort: number | undefined): Promise<Temporal> {
  const { env, closing } = start;
  const address = env['TEMPORAL_ADDRESS'];
  const own = address ? undefined : await startOwn(start, uiPort);
  const temporalEnv = own ? onlyAddress(env, own.address, start.state) : env;
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({
    overrideEnvVars: temporalEnv as Record<string, string>,
  });
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
  const dataConverter = { payloadConverterPath: require.resolve('../../contracts/payload-converter') };
  const client = new Client({ connection, namespace, dataConverter });
  return {
    client,
    env: temporalEnv,
    ...(own?.uiUrl ? { uiUrl: own.uiUrl } : {}),
    what: own ? `dev server ${own.address}` : `yours, ${connectionOptions.address}, namespace ${namespace}`,
  };
}

async function startOwn(
  { env, state, closing, note, signal }: Start,
  uiPort: number | undefined,
): Promise<{ address: string; uiUrl?: string }> {
  const { path } = await unlessAborted(signal, obtainTemporalCli({ env, onProgress: note }));
  const server = await startTemporalServer({
    cli: path,
    dbFilename: join(state, 'temporal.db'),
    uiPort: await portFor({ wanted: uiPort, preferred: UI_PORT, option: '--ui-port' }),
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
