import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import { setRate } from '../../src/ledger/rates';
import { startEngine } from '../../test/helpers/engine';
import type { Engine, StartedRun } from '../../test/helpers/engine';
import { eventually } from '../../test/helpers/eventually';
import { kill, startWorkerProcess } from '../../test/helpers/worker-process';
import setUp from '../../test/setup/global-setup';
import tearDown from '../../test/setup/global-teardown';
import type { BenchReport } from '../bench';
import { percentile } from '../measure';

const TENANTS = { flood: 1_600, trickle: 200, drip: 200 };
const RUNS = 2_000;
const HELD = 200;
const SLOW = 2;
const FAST = 100;

/**
 * A system is down with 2,000 runs on their way; it comes back at two requests a second, held for 200 runs, and then bears a hundred. Fails where
 * anything is asked of it while it is down, where a second sees more requests than are declared, or a tenant waits for another's flood.
 */
export async function benchParking(say: (line: string) => void): Promise<BenchReport> {
  await setUp();
  const engine = await startEngine([]);
  const worker = await startWorkerProcess(engine.env, path.join(__dirname, 'run-worker.ts'));
  try {
    return await measured(engine, worker.pid!, say);
  } finally {
    await kill(worker);
    await engine.close();
    await tearDown();
  }
}

async function measured(engine: Engine, worker: number, say: (line: string) => void): Promise<BenchReport> {
  const { shelf, ledger } = engine;
  const isBack = shelf.behave({ path: '/', status: 503 });
  const asked = () => shelf.requests.filter(({ path }) => path.startsWith('/items/'));
  const served = () => asked().filter(({ refused }) => !refused);
  const count = async (text: string): Promise<number> =>
    (await ledger.pool.query<{ n: number }>(`select count(*)::int as n from ${text}`)).rows[0]!.n;

  const runs: StartedRun[] = [];
  const queue = Object.entries(TENANTS).flatMap(([tenant, n]) => Array.from({ length: n }, (_, i) => ({ tenant, i })));
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { tenant, i } = next;
        runs.push(await engine.start('shelfGetOrWait', { item: `${tenant}-${i}` }, { tenant }));
      }
    }),
  );
  const memory: string[] = [];
  for (const many of [500, 1_000, 1_500, RUNS]) {
    await eventually(async () => (await count('parked where waiting')) >= many, 1_200);
    memory.push(`${await memoryOf(worker)} MB with ${many}`);
    say(`parked; worker memory ${memory.at(-1)}`);
  }
  const [tried, failures] = [asked().length, await count(`entries where kind = 'call-failed'`)];
  await new Promise((resolve) => setTimeout(resolve, 20_000)); // nothing is to happen, for which nobody can wait
  holdTo(asked().length === tried, 'while it was down, it was asked for items');
  holdTo((await count(`entries where kind = 'call-failed'`)) === failures, 'attempts were burned while parked');
  say(`${failures} failed attempts in all, ${tried} requests before the breaker opened`);

  await setRate(ledger, { system: 'shelf', rps: SLOW, why: 'it is slow', by: 'local|controller' });
  isBack();
  const backAt = Date.now();
  await eventually(() => served().length >= HELD, 1_200);
  const slow = mostInASecond(shelf.requests.filter(({ refused }) => !refused));
  say(`${HELD} served, at most ${slow} in a second`);
  holdTo(slow <= SLOW, `${slow} requests in a second, of ${SLOW} that are declared`);
  await setRate(ledger, { system: 'shelf', rps: FAST, why: 'it is fast again', by: 'local|controller' });
  const ends: number[] = [];
  await Promise.all(runs.map(async ({ result }) => void (await result(), ends.push(Date.now() - backAt))));
  const fast = mostInASecond(shelf.requests.filter(({ refused }) => !refused));
  holdTo(fast <= FAST, `${fast} requests in a second, of ${FAST} that are declared`);

  const order = served().map(({ path }) => path);
  const share = order.slice(0, HELD).filter((path) => path.includes('trickle') || path.includes('drip')).length / HELD;
  holdTo(share > 0.5, `of the first ${HELD}, ${share} were of the small tenants`);
  holdTo((await count('parked where waiting')) === 0, 'some still wait');
  ends.sort((a, b) => a - b);
  const [{ model } = { model: 'unknown' }] = cpus();
  return {
    bench: 'parking',
    setting: `${RUNS} runs of three tenants wait for a system that is down; worker memory ${memory.join(', ')}; ${failures} attempts failed, none while parked; back at ${SLOW} requests a second for ${HELD} runs (at most ${slow} in a second seen), then ${FAST} (at most ${fast}); of the first ${HELD} served ${Math.round(100 * share)} % were of the two small tenants.`,
    machine: { cpu: model, cores: cpus().length, node: process.versions.node },
    rows: [
      {
        ...{ what: 'from the system being back to the end of a run', count: ends.length, ratio: 1 },
        ...{ p50: percentile(ends, 50), p95: percentile(ends, 95) },
      },
    ],
  };
}

function holdTo(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

/** Resident, in MB. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024);
}

function mostInASecond(requests: readonly { at: number }[]): number {
  const times = requests.map(({ at }) => at).sort((a, b) => a - b);
  let from = 0;
  let most = 0;
  for (const [to, at] of times.entries()) {
    while (times[from]! <= at - 1_000) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
