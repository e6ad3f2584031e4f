import { join } from 'node:path';
import { startApp } from './app-process';
import type { AppProcess } from './app-process';
import { cpuOf } from './cpu-of';
import type { Engine, Ground } from './engines';
import type { Peer } from './peers';
import type { Size } from './sizes';

export interface Measured {
  /** Milliseconds of one run that is alone. */
  msPerTurn: number;
  turnsPerSecond: number;
  bytesPerTurn: number;
  /** Milliseconds of CPU: worker, engine and database. */
  cpuPerTurn: number;
  workerCpuPerTurn: number;
}

export interface Servers {
  env: Record<string, string>;
  model: AppProcess;
  postgres: number;
}

interface Runs {
  ms: number;
  ids: string[];
}

const SLOW = 10;

/** One system at some sizes, from empty. */
export async function measurePeer(
  peer: Peer,
  sizes: readonly Size[],
  ground: Ground,
  servers: Servers,
): Promise<Map<string, Measured>> {
  return underWay(peer, ground, servers, async (app, engine) => {
    const measured = new Map<string, Measured>();
    for (const size of sizes) measured.set(size.name, await atSize(app, engine, size, peer.slow ?? false, servers));
    return measured;
  });
}

/** A system for as long as `use` takes. */
export async function underWay<T>(
  peer: Peer,
  ground: Ground,
  { env }: Servers,
  use: (app: AppProcess, engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = await peer.engine(ground);
  // Where the worker's time goes: a folder for CPU profiles, which cost time themselves.
  const node = process.env['BENCH_PROFILE'] ? ['--cpu-prof', `--cpu-prof-dir=${process.env['BENCH_PROFILE']}`] : [];
  try {
    const app = await startApp(peer.app(ground), {
      env: { ...env, ...engine.env, ...peer.env },
      log: join(ground.folder, `${peer.name}.log`),
      node,
    });
    try {
      return await use(app, engine);
    } finally {
      await app.close();
    }
  } finally {
    await engine.close();
  }
}

async function atSize(
  app: AppProcess,
  engine: Engine,
  { turns, bytes, alone, together, atOnce }: Size,
  slow: boolean,
  { postgres }: Servers,
): Promise<Measured> {
  const few = (count: number): number => (slow ? Math.ceil(count / SLOW) : count);
  const runs = (count: number, atOnce: number): Promise<Runs> => app.ask('runs', { turns, bytes, count, atOnce });
  await runs(few(atOnce), few(atOnce)); // warms up
  const one = await runs(few(alone), 1);
  const pids = [...engine.pids, postgres];
  const [kept, worker, others] = [await engine.stored(), cpuOf([app.pid]), cpuOf(pids)];
  const count = slow ? Math.max(atOnce, few(together)) : together;
  const all = await runs(count, atOnce);
  const [workerCpu, othersCpu] = [cpuOf([app.pid]) - worker, cpuOf(pids) - others];
  const stored = (await engine.stored()) - kept + (await app.ask<number>('stored', { ids: all.ids }));
  const made = count * turns;
  return {
    msPerTurn: one.ms / (one.ids.length * turns),
    turnsPerSecond: made / (all.ms / 1000),
    bytesPerTurn: stored / made,
    cpuPerTurn: (workerCpu + othersCpu) / made,
    workerCpuPerTurn: workerCpu / made,
  };
}
