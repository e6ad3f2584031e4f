import { Connection } from '@temporalio/client';
import { agents as all } from '../../agents';
import { SeaworthyError } from '../../contracts/errors';
import { agentNamed } from '../../gateway/workflow-names';
import { openLedger } from '../../ledger/ledger';
import type { Ledger } from '../../ledger/ledger';
import { temporalSettings } from '../../settings/temporal-settings';
import { checkDatabase } from './check-database';
import { checkKeys } from './check-keys';
import { checkModels } from './check-models';
import { checkSystems } from './check-systems';
import { checkTemporal } from './check-temporal';
import type { Finding } from './finding';

/** Looks at everything that a run of these workflows needs (of all, where none is named), by the settings of a worker; changes nothing. */
export async function runDoctor(env: NodeJS.ProcessEnv, workflows: readonly string[] = []): Promise<Finding[]> {
  const named = Object.fromEntries(workflows.map((name) => [name, agentNamed(all, name)]));
  const agents = workflows.length > 0 ? named : all;
  const { ledger, finding } = ledgerOf(env);
  const { connectionOptions, namespace } = temporalSettings(env);
  const connection = await Connection.connect({ ...connectionOptions, connectTimeout: '5s' }).catch(() => undefined);
  try {
    const found = await Promise.all([
      checkTemporal(connection, {
        address: connectionOptions.address ?? 'localhost:7233',
        namespace,
        env,
        ledger,
        agents,
      }),
      ledger ? checkDatabase(ledger) : [finding!],
      checkKeys(env),
      checkModels(env, agents),
      ledger ? checkSystems(env, agents, ledger) : [],
    ]);
    return found.flat();
  } finally {
    await connection?.close();
    await ledger?.close();
  }
}

function ledgerOf(env: NodeJS.ProcessEnv): { ledger?: Ledger; finding?: Finding } {
  const check = 'database';
  const todo = 'Set DATABASE_URL to what the workers use.';
  const url = env['DATABASE_URL'];
  if (!url) return { finding: { check, ok: false, says: 'DATABASE_URL is not set.', todo } };
  try {
    return { ledger: openLedger(url, undefined, { connections: 4 }) };
  } catch (error) {
    if (!(error instanceof SeaworthyError)) throw error;
    return { finding: { check, ok: false, says: error.message, todo } };
  }
}
