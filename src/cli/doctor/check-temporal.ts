import type { Connection } from '@temporalio/client';
import { intakeSettings } from '../../activities/intake/intake-settings';
import type { Agent } from '../../agents/define-agent';
import { queuesOf } from '../../agents/queues-of';
import { searchAttributes } from '../../contracts/search-attributes';
import type { Ledger } from '../../ledger/ledger';
import { pollersOf } from '../../telemetry/pollers-of';
import { look, wrong } from './finding';
import type { Finding } from './finding';

interface Options {
  address: string;
  namespace: string;
  env: NodeJS.ProcessEnv;
  ledger: Ledger | undefined;
  agents: Readonly<Record<string, Agent>>;
}

/** The server, its namespace, search attributes, and whether somebody serves each queue. Without an answer nothing else is asked. */
export async function checkTemporal(
  connection: Connection | undefined,
  { address, namespace, env, ledger, agents }: Options,
): Promise<Finding[]> {
  const reached = await look('Temporal', `Start it, or set TEMPORAL_ADDRESS.`, async () => {
    if (!connection) throw wrong(`No answer at ${address}.`);
    const { serverVersion } = await connection.workflowService.getSystemInfo({});
    return `${address}, version ${serverVersion}`;
  });
  if (!connection || !reached.ok) return [reached];
  const found = await look(
    'namespace',
    'Set TEMPORAL_NAMESPACE to the one the runs are in; docs/temporal.md says what to do where they were moved.',
    async () => {
      const { namespaceInfo } = await connection.workflowService.describeNamespace({ namespace }).catch(() => {
        throw wrong(`There is no namespace ${namespace}.`);
      });
      const bound = ledger && (await boundTo(ledger).catch(() => null));
      if (bound && bound !== namespaceInfo?.id)
        throw wrong(`The runs of this ledger are in another one than ${namespace}.`);
      return namespace;
    },
  );
  if (!found.ok) return [reached, found];
  const attributes = await look(
    'search attributes',
    'Run `temporal operator search-attribute create` for each that is missing.',
    async () => {
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
      const missing = Object.keys(searchAttributes).filter((name) => customAttributes?.[name] === undefined);
      if (missing.length > 0) throw wrong(`The namespace lacks ${missing.join(', ')}.`);
      return Object.keys(searchAttributes).join(', ');
    },
  );
  const mainQueue = 'seaworthy';
  const takesIn = intakeSettings(env).sources.length > 0;
  const queues = await Promise.all(
    queuesOf(agents, mainQueue, takesIn).map((queue) =>
      look(`queue ${queue}`, `Start a worker: \`seaworthy worker --queues ${queue}\`.`, async () => {
        const pollers = await pollersOf(connection.workflowService, {
          namespace,
          queue,
          workflows: queue === mainQueue,
        });
        if (pollers === 0) throw wrong('No worker polls it.');
        return `${pollers} ${pollers === 1 ? 'poller' : 'pollers'}`;
      }),
    ),
  );
  return [reached, found, attributes, ...queues];
}

async function boundTo(ledger: Ledger): Promise<string | null> {
  const { rows } = await ledger.pool.query<{ namespace: string | null }>('select namespace from ledger');
  return rows[0]?.namespace ?? null;
}
