// Needs PostgreSQL (embedded, from the global set-up); no Temporal answers.
import { createClient } from '../../client';
import type { NewEntry } from '../../src/contracts/entry';
import type { RunId } from '../../src/contracts/ids';
import { append } from '../../src/ledger/append';
import { startRun } from '../../src/ledger/start-run';
import { openBareGateway } from './bare-gateway';
import type { BareGateway } from './bare-gateway';

const RUNS = 500;
const FLAGS_OF_A_RUN = 2;
const CATEGORIES = 50;
const WITHIN_MS = 200;

let bare: BareGateway;
beforeAll(async () => {
  bare = await openBareGateway();
  for (let from = 0; from < RUNS; from += 25)
    await Promise.all(Array.from({ length: 25 }, (_, n) => flaggedRun(from + n)));
}, 900_000);
afterAll(() => bare.close());

it(`a thousand flags over fifty categories: queue and figures answer within ${WITHIN_MS} ms`, async () => {
  const client = createClient({ url: bare.gateway.url, as: 'reviewer' });
  const queue = await client.flags({ limit: 100 });
  expect(queue).toMatchObject({ open: RUNS * FLAGS_OF_A_RUN });
  expect(queue.flags).toHaveLength(100);
  expect(queue.flags.every(({ correction }) => correction === 'Ask first.')).toBe(true);
  const figures = await client.feedback('invoice-exceptions');
  expect(figures).toMatchObject({
    runs: RUNS,
    flags: { all: RUNS * FLAGS_OF_A_RUN },
    versions: [{ flagged: { rate: 1 } }],
  });
  expect(figures.categories).toHaveLength(CATEGORIES);

  expect(await fastest(() => client.flags())).toBeLessThan(WITHIN_MS);
  expect(await fastest(() => client.flags({ limit: 100 }))).toBeLessThan(WITHIN_MS);
  expect(await fastest(() => client.feedback('invoice-exceptions'))).toBeLessThan(WITHIN_MS);
}, 900_000);

/** What it takes where nothing else runs: other tests may run beside it. */
async function fastest(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 7; n++) {
    const began = performance.now();
    await call();
    times.push(performance.now() - began);
  }
  const least = Math.min(...times);
  process.stderr.write(`${call.toString()}: ${Math.round(least)} ms\n`);
  return least;
}

async function flaggedRun(n: number): Promise<void> {
  const run = `run-${n}` as RunId;
  await startRun(bare.ledger, { id: run, tenant: 'default', starter: 'local|starter', temporalRun: 't' });
  const header = {
    workflow: 'invoiceExceptions',
    workflowId: `w-${n}`,
    tenant: 'default',
    agent: 'invoice-exceptions',
  };
  const entries: NewEntry[] = [
    { source: 'begin', kind: 'run-started', step: null, header: { ...header, agentVersion: 3 } },
    { source: 'w:0', kind: 'step-entered', step: 'resolve', header: { visit: 1, kind: 'agent' } },
    { source: 'w:1', kind: 'run-ended', step: null, header: { end: 'posted' } },
    ...Array.from({ length: FLAGS_OF_A_RUN }, (_, at): NewEntry => {
      const flagged = { entry: 2, step: 'resolve', category: `kind-${(n * FLAGS_OF_A_RUN + at) % CATEGORIES}` };
      return {
        ...{ source: `f:${at}`, kind: 'flagged', step: null },
        header: { flag: `flag_${n}_${at}`, ...flagged, severity: 'low' },
        body: { correction: 'Ask first.', by: 'local|reviewer' },
      };
    }),
  ];
  await append(bare.ledger, run, null, entries);
}
