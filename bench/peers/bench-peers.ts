import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../../src/integrations/postgres/start-embedded-postgres';
import { obtainTemporalCli } from '../../src/integrations/temporal-server/obtain-temporal-cli';
import type { CheckReport } from '../bench';
import { startApp } from './app-process';
import type { Ground } from './engines';
import { goalsOf } from './goals';
import { installPeers } from './install-peers';
import { growthOf } from './measure-growth';
import type { Growth } from './measure-growth';
import { measurePeer } from './measure-peer';
import type { Measured, Servers } from './measure-peer';
import { peers } from './peers';
import type { Peer } from './peers';
import { sizes } from './sizes';
import type { Size } from './sizes';
import { mediansOf, tablesOf } from './tables';
import { versions } from './versions';

type Say = (line: string) => void;

/** What can be chosen: `npm run bench peers -- --peers dbos,langgraph --sizes 30x2KB --rounds 1`. */
interface Chosen {
  peers: Peer[];
  sizes: Size[];
  rounds: number;
  growth: boolean;
}

/** Seaworthy beside what people would pick instead, each with the same simulated agent; rounds interleaved, medians of them. */
export async function benchPeers(say: Say, options: readonly string[]): Promise<CheckReport> {
  const chosen = chosenIn(options);
  return withGround(say, async (ground, servers) => {
    const rounds: Map<string, Map<string, Measured>>[] = [];
    for (let round = 0; round < chosen.rounds; round++)
      rounds.push(await oneRound(chosen, round, ground, servers, say));
    const growth = chosen.growth ? await growthOf(ground, servers, say) : undefined;
    return reportOf(chosen, rounds, growth, ground);
  });
}

function chosenIn(options: readonly string[]): Chosen {
  const { values } = parseArgs({
    args: options.filter((option) => option !== '--json'),
    options: {
      peers: { type: 'string' },
      sizes: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      share: { type: 'string', default: '1' },
      'no-growth': { type: 'boolean', default: false },
    },
  });
  return {
    peers: pick(peers, values.peers),
    sizes: pick(sizes, values.sizes).map((size) => fewer(size, Number(values.share))),
    rounds: Number(values.rounds),
    growth: !values['no-growth'],
  };
}

/** For a quick look. */
function fewer(size: Size, share: number): Size {
  const of = (count: number): number => Math.ceil(count * share);
  return { ...size, alone: of(size.alone), together: Math.max(size.atOnce, of(size.together)) };
}

function pick<T extends { name: string }>(all: readonly T[], wanted: string | undefined): T[] {
  const names = wanted?.split(',') ?? all.map(({ name }) => name);
  return names.map((name) => {
    const found = all.find((each) => each.name === name);
    if (!found) throw new Error(`There is no ${name}, only ${all.map((each) => each.name).join(', ')}.`);
    return found;
  });
}

/** Servers and folder for as long as `use` takes. */
async function withGround<T>(say: Say, use: (ground: Ground, servers: Servers) => Promise<T>): Promise<T> {
  const installed = await installPeers(say);
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-bench-'));
  await chmod(folder, 0o711); // as root, PostgreSQL runs as another user
  const { path: temporalCli } = await obtainTemporalCli({ onProgress: say });
  const postgres = await startEmbeddedPostgres({ dir: join(folder, 'postgres'), onProgress: say });
  const log = join(folder, 'servers.log');
  const model = await startApp(join(__dirname, 'servers/run-model.ts'), { log });
  const tool = await startApp(join(__dirname, 'servers/run-tool.ts'), { log });
  const urlOf = ({ ready }: { ready: unknown }): string => `http://127.0.0.1:${ready as number}`;
  const env = {
    MODEL_URL: urlOf(model),
    TOOL_URL: urlOf(tool),
    ANTHROPIC_BASE_URL: urlOf(model),
    ANTHROPIC_API_KEY: 'stand-in',
  };
  try {
    const ground = { folder, postgresUrl: postgres.url, temporalCli, peers: installed };
    return await use(ground, { env, model, postgres: postgres.pid });
  } finally {
    await Promise.all([model.close(), tool.close(), postgres.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Each round begins with another system, so that what the machine does beside it falls on all alike. */
async function oneRound(
  chosen: Chosen,
  round: number,
  ground: Ground,
  servers: Servers,
  say: Say,
): Promise<Map<string, Map<string, Measured>>> {
  const first = (round * Math.ceil(chosen.peers.length / chosen.rounds)) % chosen.peers.length;
  const order = [...chosen.peers.slice(first), ...chosen.peers.slice(0, first)];
  const measured = new Map<string, Map<string, Measured>>();
  for (const peer of order) {
    const of = await measurePeer(peer, chosen.sizes, ground, servers);
    measured.set(peer.name, of);
    for (const [size, { msPerTurn, turnsPerSecond, bytesPerTurn, cpuPerTurn, workerCpuPerTurn }] of of)
      say(
        `round ${round + 1}, ${peer.name}, ${size}: ${msPerTurn.toFixed(2)} ms, ${turnsPerSecond.toFixed(0)}/s, ${bytesPerTurn.toFixed(0)} bytes, CPU ${cpuPerTurn.toFixed(2)} ms (worker ${workerCpuPerTurn.toFixed(2)})`,
      );
  }
  return measured;
}

async function reportOf(
  chosen: Chosen,
  rounds: Map<string, Map<string, Measured>>[],
  growth: Growth | undefined,
  ground: Ground,
): Promise<CheckReport> {
  const medians = mediansOf(chosen, rounds);
  const [{ model } = { model: 'unknown' }] = cpus();
  return {
    bench: 'peers',
    setting: `The same agent, a model call and a tool call per turn; medians of ${rounds.length} interleaved rounds. ${await versions(ground)}.`,
    machine: { cpu: model, cores: cpus().length, node: process.versions.node },
    tables: tablesOf(chosen, medians, growth),
    checks: goalsOf(medians, growth),
  };
}
