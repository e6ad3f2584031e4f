// Needs PostgreSQL (stack).
import type { NewEntry } from '../../src/contracts/entry';
import type { CallId, RunId } from '../../src/contracts/ids';
import { append } from '../../src/ledger/append';
import { openLedger } from '../../src/ledger/ledger';
import type { Ledger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { readDelegationFigures } from '../../src/ledger/readiness-delegation';
import { startRun } from '../../src/ledger/start-run';
import { readStepVisits } from '../../src/ledger/step-visits';
import { testDataKeys } from '../helpers/keys';
import { freshDatabase } from '../helpers/stack';

let ledger: Ledger;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await freshDatabase();
  ledger = openLedger(database.url, (await testDataKeys()).dataKeys);
  drop = database.drop;
  await migrate(ledger);
});
afterAll(async () => {
  await ledger.close();
  await drop();
});

type Told = Pick<NewEntry, 'kind' | 'step' | 'header'>;
const entered = (step: string, kind: 'agent' | 'delegate'): Told => ({
  ...{ kind: 'step-entered', step, header: { visit: 1, kind } },
});
const called = (step: string, tool: string): Told => ({
  ...{ kind: 'verdict', step },
  header: { call: `${step}.1.1.0` as CallId, tool, verdict: 'allowed', rule: 'granted', policy: 1, digest: '' },
});
const diverted = (step: string): Told => ({
  ...{ kind: 'path-taken', step, header: { exception: 'onExhausted', path: 'goTo', to: 'help' } },
});
const end: Told = { kind: 'run-ended', step: null, header: { end: 'done' } };

async function tell(id: string, told: readonly Told[], tenant = 'default'): Promise<void> {
  const run = id as RunId;
  await startRun(ledger, { id: run, tenant, starter: 'local|starter', temporalRun: id, workflow: 'orders' });
  await append(ledger, run, null, told.map((each, n) => ({ ...each, source: `t:${n}` })) as NewEntry[]);
}

it('visits and runs are told apart by what the ledger says of them', async () => {
  await tell('r1', [entered('sort', 'agent'), called('sort', 'b'), called('sort', 'a'), called('sort', 'a'), end]);
  await tell('r2', [entered('sort', 'agent'), called('sort', 'c'), diverted('sort'), end]);
  await tell('r3', [entered('hand', 'delegate'), entered('sort', 'agent'), end]);
  await tell('r4', [entered('sort', 'agent'), called('sort', 'a')]); // not over
  await tell('r5', [entered('sort', 'agent'), diverted('sort'), end], 'drill-1');
  const since = new Date(Date.now() - 60_000);
  const visits = await readStepVisits(ledger, { workflow: 'orders', since, until: new Date(Date.now() + 60_000) });
  expect(visits).toHaveLength(3);
  expect(visits).toEqual(
    expect.arrayContaining([
      { step: 'sort', tools: ['a', 'b'], bad: false },
      { step: 'sort', tools: ['c'], bad: true },
      { step: 'sort', tools: [], bad: false },
    ]),
  );
  expect(await readDelegationFigures(ledger, { workflow: 'orders', since })).toEqual({
    with: { bad: 0, of: 1 },
    without: { bad: 1, of: 2 },
  });
});
