// Needs PostgreSQL (embedded, from the global set-up), and a scripted model over real sockets.
import { findOut } from '../../src/activities/batches/find-out';
import type { RunId } from '../../src/contracts/ids';
import { createBatches } from '../../src/integrations/anthropic/create-batches';
import type { ModelRequest } from '../../src/integrations/anthropic/model';
import { queueRequest } from '../../src/ledger/batch-requests';
import { claimRequests } from '../../src/ledger/batch-sending';
import { checkFence } from '../../src/ledger/check-fence';
import { openLedger } from '../../src/ledger/ledger';
import type { Ledger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { startRun } from '../../src/ledger/start-run';
import type { ModelStandIn } from '../../standins/model/start-model-stand-in';
import { testDataKeys } from '../helpers/keys';
import { startScriptedModel } from '../helpers/scripted-model';
import { freshDatabase } from '../helpers/stack';
import { worstCase } from '../helpers/worst-case';

let ledger: Ledger;
let model: ModelStandIn;
let close: () => Promise<void>;
beforeEach(async () => {
  const [database, scripted] = await Promise.all([freshDatabase(), startScriptedModel([{ say: 'So.' }])]);
  model = scripted;
  ledger = openLedger(database.url, (await testDataKeys()).dataKeys);
  await migrate(ledger);
  close = async () => {
    await ledger.close();
    await Promise.all([model.close(), database.drop()]);
  };
});
afterEach(() => close());

const { signal } = new AbortController();
const request: ModelRequest = {
  ...{ model: 'claude-haiku-5-5', maxTokens: 500, system: 'Be brief.', tools: [] },
  messages: [{ role: 'user', content: 'Hello' }],
};
const run = 'run-1' as RunId;
const api = () => createBatches({ apiKey: 'k', baseURL: model.url, timeoutMs: 5_000 });
const send = (...ids: string[]) =>
  api().submit(
    ids.map((id) => ({ id, request })),
    { signal, beforeSend: () => undefined },
  );
const find = (): Promise<void> =>
  findOut({ ledger, api: api(), mainQueue: 'q', gatherMs: 0, pollMs: 0, unpark: () => Promise.resolve() }, signal);
const told = async (): Promise<object> =>
  (await ledger.pool.query<object>('select state, batch from batch_requests')).rows[0]!;
const longAgo = () => ledger.pool.query(`update batch_requests set sent_at = sent_at - interval '10 minutes'`);

/** Claimed, and not heard of again. */
async function claimed(): Promise<void> {
  await startRun(ledger, { id: run, tenant: 'default', starter: 'local|starter', temporalRun: 'first' });
  const fence = { temporalRun: 'first', wave: 1, activity: '1', epoch: 1 };
  const { permit } = await checkFence(ledger.pool, run, fence, [], worstCase);
  if (!('reservation' in permit)) throw new Error('not reserved');
  const client = await ledger.pool.connect();
  await queueRequest(
    ledger,
    client,
    { run, step: 's', visit: 1 },
    {
      ...{ id: 'ours', queue: 'q', model: request.model, scopes: [], reservation: permit.reservation },
      ...{ request: null, withinMs: 3_600_000 },
    },
  );
  client.release();
  await claimRequests(ledger, { queue: 'q', claim: 'c', most: 10, gatherMs: 0 });
}

it('a claim is known again as a batch once that has ended, and as nothing before', async () => {
  await claimed();
  model.batches.hold();
  const { id } = await send('ours');
  await longAgo();
  await find();
  expect(await told()).toEqual({ state: 'sending', batch: null });
  await model.batches.letGo();
  await find();
  expect(await told()).toEqual({ state: 'submitted', batch: id });
});

it('a claim that no batch holds waits again, once none can turn up any more, and no sooner', async () => {
  await claimed();
  await send('of-another'); // as large as ours
  await send('of-others', 'of-others-too');
  await find();
  expect(await told()).toEqual({ state: 'sending', batch: null });
  await longAgo();
  await find();
  expect(await told()).toEqual({ state: 'waiting', batch: null });
});
