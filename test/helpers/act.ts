import { MockActivityEnvironment } from '@temporalio/testing';
import { createAct } from '../../src/activities/act/act';
import { Breakers } from '../../src/activities/parking/breakers';
import { Lineages } from '../../src/activities/delegation/lineages';
import { Transcripts } from '../../src/activities/reason/transcripts';
import type { Agent } from '../../src/agents/define-agent';
import type { ActInput, ActResult } from '../../src/contracts/activities';
import type { RunId } from '../../src/contracts/ids';
import type { KeyRing } from '../../src/integrations/keys/key-ring';
import type { Ledger } from '../../src/ledger/ledger';
import { openLedger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { startRun } from '../../src/ledger/start-run';
import { testDataKeys, testKeys } from './keys';
import { Vaults } from '../../src/masking/vaults';
import { startShelf } from './shelf/shelf-server';
import type { Shelf } from './shelf/shelf-server';
import { shelfMap } from './shelf/workflows';
import { freshDatabase } from './stack';

export interface ActStack {
  ledger: Ledger;
  shelf: Shelf;
  keys: KeyRing;
  /** One attempt of the activity `act`, each an activity of its own. */
  act(input: ActInput): Promise<ActResult>;
  /** How much has happened on the shelf. */
  effects(): number;
  close(): Promise<void>;
}

/** The activity `act` of an agent on the shelf's map, with a ledger that holds this run; no Temporal server. */
export async function startAct(run: RunId, agent: Agent): Promise<ActStack> {
  const [database, { keys }, shelf] = await Promise.all([freshDatabase(), testKeys(), startShelf()]);
  const { dataKeys } = await testDataKeys();
  const ledger = openLedger(database.url, dataKeys);
  await migrate(ledger);
  await startRun(ledger, { id: run, tenant: 'default', starter: 'local|starter', temporalRun: 'first' });
  const activity = createAct({
    ledger,
    verifier: keys,
    model: {
      timeoutMs: 1_000,
      think: () => Promise.reject(new Error('no model here')),
      probe: () => Promise.reject(new Error('no model here')),
    },
    agents: { [agent.name]: agent },
    maps: { [shelfMap.name]: shelfMap },
    clientOf: (system) =>
      system.connect({ env: { SHELF_URL: shelf.url }, permit: () => Promise.resolve(), documents: undefined as never }),
    breakers: new Breakers(ledger, 'seaworthy', () => undefined),
    watch: () => undefined,
    sendBatches: () => undefined,
    mainQueue: 'seaworthy',
    environment: 'test',
    transcripts: new Transcripts(ledger, { [agent.name]: agent }),
    lineages: new Lineages(ledger, { [agent.name]: agent }),
    vaults: new Vaults(ledger, { [agent.name]: agent }),
  });
  let activities = 0;
  return {
    ledger,
    shelf,
    keys,
    act: (input) => {
      const environment = new MockActivityEnvironment({
        activityId: `a${++activities}`,
        workflowExecution: { workflowId: 'w', runId: 'first' },
      });
      return environment.run<[ActInput], ActResult, typeof activity>(activity, input);
    },
    effects: () => Object.values(shelf.effects).flat().length,
    close: async () => {
      await Promise.all([ledger.close(), shelf.close()]);
      await database.drop();
    },
  };
}
