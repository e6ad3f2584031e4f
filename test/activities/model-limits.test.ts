// Needs PostgreSQL (embedded, from the global set-up) and the model stand-in; no Temporal server.
import { setTimeout as delay } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { Breakers } from '../../src/activities/parking/breakers';
import { createReason } from '../../src/activities/reason/reason';
import { Lineages } from '../../src/activities/delegation/lineages';
import { Transcripts } from '../../src/activities/reason/transcripts';
import type { EngineActivities, ReasonResult } from '../../src/contracts/activities';
import type { RunId } from '../../src/contracts/ids';
import { createModel } from '../../src/integrations/anthropic/create-model';
import { openLedger } from '../../src/ledger/ledger';
import type { Ledger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { readModelLimits } from '../../src/ledger/model-limits';
import { startRun } from '../../src/ledger/start-run';
import { Vaults } from '../../src/masking/vaults';
import type { ModelStandIn } from '../../standins/model/start-model-stand-in';
import { testDataKeys, testKeys } from '../helpers/keys';
import { startScriptedModel } from '../helpers/scripted-model';
import { shelfAgent } from '../helpers/shelf/shelf-agent';
import { shelfMap } from '../helpers/shelf/workflows';
import { freshDatabase } from '../helpers/stack';

type Reason = EngineActivities['reason'];
const MODEL = 'claude-sonnet-5-5';

let database: Awaited<ReturnType<typeof freshDatabase>>;
const ledgers: Ledger[] = [];
beforeEach(async () => {
  database = await freshDatabase();
  const { dataKeys } = await testDataKeys();
  for (let each = 0; each < 2; each++) ledgers.push(openLedger(database.url, dataKeys));
  await migrate(ledgers[0]!);
});
afterEach(async () => {
  await Promise.all(ledgers.splice(0).map((each) => each.close()));
  await database.drop();
});

/** The activity as a worker has it, with a pool, transcripts and breakers of its own. */
async function workerOf(ledger: Ledger, model: ModelStandIn): Promise<Reason> {
  const agents = { [shelfAgent.name]: shelfAgent };
  return createReason({
    ledger,
    verifier: (await testKeys()).keys,
    model: createModel({ apiKey: 'stand-in', baseURL: model.url, timeoutMs: 30_000 }),
    agents,
    maps: { [shelfMap.name]: shelfMap },
    clientOf: () => undefined,
    breakers: new Breakers(ledger, 'seaworthy', () => undefined),
    watch: () => undefined,
    mainQueue: 'seaworthy',
    environment: 'test',
    transcripts: new Transcripts(ledger, agents),
    lineages: new Lineages(ledger, agents),
    sendBatches: () => undefined,
    vaults: new Vaults(ledger, agents),
  });
}

/** As Temporal runs it: an attempt that was told to wait is followed by another, after that time. */
async function reason(activity: Reason, ledger: Ledger, run: RunId): Promise<ReasonResult> {
  await startRun(ledger, { id: run, tenant: 'default', starter: 'local|starter', temporalRun: 'first' });
  const body = { hint: run };
  const entered = { index: 1, at: 0, kind: 'step-entered', step: 'advise', header: { visit: 1, kind: 'agent' }, body };
  const position = { run, wave: 1, facts: [entered] } as Parameters<Reason>[0]['position'];
  const input = { position, agent: shelfAgent.name, step: 'advise', visit: 1, stretch: { turns: 5, seconds: 60 } };
  for (let attempt = 1; ; attempt++) {
    const environment = new MockActivityEnvironment({
      attempt,
      activityId: 'a1',
      currentAttemptScheduledTimestampMs: Date.now(),
      workflowExecution: { workflowId: 'w', runId: 'first' },
    });
    try {
      return await environment.run<[typeof input], ReasonResult, Reason>(activity, input);
    } catch (error) {
      if (!(error instanceof ApplicationFailure) || error.type !== 'Model.RateLimited') throw error;
      await delay(Number(error.nextRetryDelay ?? 1_000));
    }
  }
}

test('two workers share what the provider allows a minute: none is refused, and most of it is used', async () => {
  const most = 9_000;
  const perMinute = { requests: 1_000, input: most, output: 100_000 };
  const model = await startScriptedModel([{ conclude: { note: 'done' } }], { perMinute });
  try {
    const workers = await Promise.all(ledgers.map((ledger) => workerOf(ledger, model)));
    await reason(workers[0]!, ledgers[0]!, 'run-first' as RunId); // from now on the limits are known
    const each = model.calls()[0]!.usage!.input_tokens;
    const started = performance.now();
    const runs = Math.floor(most / each) + 2;
    const results = await Promise.all(
      Array.from({ length: runs }, (_, n) => reason(workers[n % 2]!, ledgers[n % 2]!, `run-${n}` as RunId)),
    );
    const seconds = (performance.now() - started) / 1000;
    expect(results.map(({ type }) => type)).toEqual(results.map(() => 'concluded'));
    expect(model.calls().map(({ status }) => status)).toEqual(Array.from({ length: runs + 1 }, () => 200));
    const allowed = most + (most / 60) * seconds;
    expect((runs * each) / allowed).toBeGreaterThan(0.75);
    const [input] = (await readModelLimits(ledgers[0]!)).filter(({ kind }) => kind === 'input');
    expect(input).toMatchObject({ model: MODEL, most });
    expect(input!.left).toBeLessThan(most / 4);
  } finally {
    await model.close();
  }
}, 900_000);
