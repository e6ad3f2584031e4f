import { Client, Connection } from '@temporalio/client';
import { startGateway } from '../../src/gateway/start-gateway';
import type { RunningGateway } from '../../src/gateway/start-gateway';
import { openLedger } from '../../src/ledger/ledger';
import type { Ledger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { testDataKeys, testKeys } from '../helpers/keys';
import { freshDatabase } from '../helpers/stack';

export interface BareGateway {
  ledger: Ledger;
  gateway: RunningGateway;
  keys: Awaited<ReturnType<typeof testKeys>>['keys'];
  close: () => Promise<void>;
}

/** A gateway with a ledger of its own, local people, and a Temporal that does not answer. */
export async function openBareGateway(): Promise<BareGateway> {
  const database = await freshDatabase();
  const ledger = openLedger(database.url, (await testDataKeys()).dataKeys);
  await migrate(ledger);
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  const { keys } = await testKeys();
  const gateway = await startGateway({ ledger, keys, temporal: new Client({ connection }) });
  return {
    ledger,
    gateway,
    keys,
    close: async () => {
      await gateway.close();
      await connection.close();
      await ledger.close();
      await database.drop();
    },
  };
}
