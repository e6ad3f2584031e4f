import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { agents } from '../../agents';
import { setting } from '../../settings/setting';
import { temporalSettings } from '../../settings/temporal-settings';
import { dataConverter } from '../../codec/data-converter';
import { SeaworthyError } from '../../contracts/errors';
import { peopleOf } from '../../gateway/identity/people-of';
import { startGateway } from '../../gateway/start-gateway';
import { openFileKeyManagement } from '../../integrations/keys/file-key-management';
import { openFileKeyRing } from '../../integrations/keys/file-key-ring';
import { hostsIn } from '../../integrations/webhooks/hosts-in';
import { checkpointFile } from '../../ledger/checkpoint-file';
import { openLedger } from '../../ledger/ledger';
import { migrate } from '../../ledger/migrate';
import { openDataKeys } from '../../ledger/open-data-keys';
import { startMetering } from '../../telemetry/metering';
import { traceStarts } from '../../telemetry/tracing';
import { print } from '../print';
import { Closing } from '../up/closing';
import { inCheckout } from '../../in-checkout';
import { onInterrupt } from '../up/on-interrupt';
import { proxiesIn } from './proxies-in';

interface Options {
  env: NodeJS.ProcessEnv;
  host: string;
  port: number;
}

/** Composition root of a gateway alone. Resolves once it was stopped. @throws SeaworthyError `Config.Invalid`, `Ledger.Unavailable` */
export async function serveGateway(options: Options): Promise<void> {
  const closing = new Closing();
  const stopping = new AbortController();
  const release = onInterrupt(() => stopping.abort());
  try {
    const { url, people } = await open(options, closing);
    print(`Serving ${url}; people are ${people}. Ctrl+C stops.`);
    if (!stopping.signal.aborted) await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve));
  } finally {
    await closing.closeAll(() => undefined);
    release();
  }
}

async function open({ env, host, port }: Options, closing: Closing): Promise<{ url: string; people: string }> {
  const metering = await startMetering(env);
  closing.add('metrics', () => metering.close());
  const databaseUrl = setting(env, 'DATABASE_URL');
  const masterKeys = await openFileKeyManagement(setting(env, 'SEAWORTHY_MASTER_KEYS'));
  const keys = await openFileKeyRing(setting(env, 'SEAWORTHY_KEYS'));
  const { people, site } = peopleOf(env, { keys, agents });
  const trustProxy = proxiesIn(env['SEAWORTHY_TRUST_PROXY']);
  const dataKeys = await openDataKeys(env['SEAWORTHY_DATA_KEYS'], masterKeys, databaseUrl);
  closing.add('the data keys', () => dataKeys.close());
  const ledger = openLedger(databaseUrl, dataKeys);
  closing.add('the ledger', () => ledger.close());
  await migrate(ledger).catch((error: unknown) => {
    const { code = 'no answer' } = ((error as Error).cause ?? error) as { code?: string };
    throw error instanceof SeaworthyError ? error : new SeaworthyError('Ledger.Unavailable', `It said ${code}.`);
  });
  const { connectionOptions, namespace } = temporalSettings(env);
  const connection = Connection.lazy(connectionOptions); // without Temporal, people can still read and decide
  closing.add('the connection to Temporal', () => connection.close());
  const gateway = await startGateway({
    ledger,
    temporal: new Client({
      connection,
      namespace,
      dataConverter: dataConverter(masterKeys),
      interceptors: { workflow: [traceStarts] },
    }),
    keys,
    people,
    site,
    trustProxy,
    host,
    port,
    desk: inCheckout('lib/web'),
    checkpoints: {
      store: checkpointFile(env['SEAWORTHY_CHECKPOINTS'] ?? join('.seaworthy', 'checkpoints.ndjson')),
      keys,
    },
    webhooks: { masterKeys, allowedHosts: hostsIn(env['SEAWORTHY_WEBHOOK_HOSTS']) },
    ...(env['TEMPORAL_UI_URL'] ? { uiUrl: env['TEMPORAL_UI_URL'] } : {}),
  }).catch((error: unknown) => {
    const { code } = error as { code?: string };
    if (error instanceof SeaworthyError || !code) throw error;
    throw new SeaworthyError(
      'Config.Invalid',
      `It cannot listen on ${host}, port ${port} (${code}): choose others by --host and --port.`,
    );
  });
  closing.add('the gateway', () => gateway.close());
  await metering.serve(gateway.ready);
  return { url: gateway.url, people: people.what };
}
