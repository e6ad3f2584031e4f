import { cpus } from 'node:os';
import Decimal from 'decimal.js';
import { prices } from '../../src/integrations/prices/prices';
import { readUsage } from '../../src/ledger/read-usage';
import { startEngine } from '../../test/helpers/engine';
import type { Engine } from '../../test/helpers/engine';
import { startScriptedModel } from '../../test/helpers/scripted-model';
import type { Script } from '../../test/helpers/scripted-model';
import { patientMap } from '../../test/batches/workflows';
import { patientAgent } from '../../test/batches/workflows/patient-agent';
import { shelfAgent } from '../../test/helpers/shelf/shelf-agent';
import { shelfMap } from '../../test/helpers/shelf/workflows';
import setUp from '../../test/setup/global-setup';
import tearDown from '../../test/setup/global-teardown';
import type { BenchCheck, CheckReport } from '../bench';

const TURNS = 30;
const RESULT_BYTES = 2_048;
/** Characters of each result that are shown where results are trimmed. */
const SHOWN = 1_000;
const MOST = new Decimal('0.20');
const HALF = new Decimal('0.50');

const loop: Script = (turn, { tools = [] }) =>
  turn < TURNS - 1 && tools.some(({ name }) => name === 'look')
    ? { say: 'Next.', calls: [{ tool: 'look', args: { item: `i${turn}`, bytes: RESULT_BYTES } }] }
    : { conclude: { note: 'done' } };

/** What model calls cost by the price book and the tokens in the ledger, of runs that do the same in different ways. */
export async function benchCost(say: (line: string) => void): Promise<CheckReport> {
  await setUp();
  const engine = await startEngine(loop);
  const uncached = await startScriptedModel(loop, { caches: false });
  try {
    const neither = await costOfLoop(engine, uncached.url, Infinity);
    const told = async (what: string, url: string, shows: number): Promise<BenchCheck> => {
      const usd = await costOfLoop(engine, url, shows);
      say(`${what}: ${usd.toFixed(6)} USD, with neither ${neither.toFixed(6)} USD`);
      return share(what, usd, neither, MOST);
    };
    const checks = [
      await told('prompts cached', engine.model.url, Infinity),
      await told(`prompts cached, results trimmed to ${SHOWN} characters`, engine.model.url, SHOWN),
      await singleCall(engine, say),
    ];
    const [{ model } = { model: 'unknown' }] = cpus();
    return {
      bench: 'cost',
      setting: `${TURNS} turns with results of ${RESULT_BYTES} bytes, by ${shelfAgent.models[0]}; as a share of the same run with neither cache nor trimming; and a step of one call, as a share of the same made directly.`,
      machine: { cpu: model, cores: cpus().length, node: process.versions.node },
      checks,
    };
  } finally {
    await engine.close();
    await uncached.close();
    await tearDown();
  }
}

function share(what: string, usd: Decimal, of: Decimal, most: Decimal): BenchCheck {
  const ratio = usd.div(of);
  return { what, value: ratio.toFixed(3), goal: `at most ${most.toFixed(2)}`, holds: ratio.lte(most) };
}

/** A step that waits for a batch, beside one whose patience ends before it was sent. */
async function singleCall(engine: Engine, say: (line: string) => void): Promise<BenchCheck> {
  const worker = await engine.startWorker({
    mainQueue: 'patience',
    workflows: {
      path: require.resolve('../../test/batches/workflows'),
      agents: { [patientAgent.name]: patientAgent },
      maps: { [patientMap.name]: patientMap },
    },
    batches: { gatherMs: 2_000, pollMs: 200 },
  });
  const costOf = async (workflow: string): Promise<Decimal> => {
    const { run, result } = await engine.start(workflow, {}, { taskQueue: 'patience' });
    await result();
    return costOfRun(engine, workflow, run);
  };
  const [batched, direct] = [await costOf('patient'), await costOf('hasty')];
  await worker.stop();
  say(`a single call in a batch: ${batched.toFixed()} USD, directly ${direct.toFixed()} USD`);
  return share('a single call in a batch', batched, direct, HALF);
}

/** `url` is of the model; `shows`: so many characters of a result. */
async function costOfLoop(engine: Engine, url: string, shows: number): Promise<Decimal> {
  const { look } = shelfAgent.tools;
  const agent = { ...shelfAgent, tools: { ...shelfAgent.tools, look: { ...look, shows } } };
  const worker = await engine.startWorker({
    env: { ...engine.env, ANTHROPIC_BASE_URL: url },
    workflows: {
      path: require.resolve('../../test/helpers/shelf/workflows'),
      agents: { [agent.name]: agent },
      maps: { [shelfMap.name]: shelfMap },
    },
  });
  const { run, result } = await engine.start('shelfAgentRun');
  await result();
  await worker.stop();
  return costOfRun(engine, 'shelfAgentRun', run);
}

async function costOfRun({ ledger }: Engine, workflow: string, run: string): Promise<Decimal> {
  let usd = new Decimal(0);
  for await (const usage of readUsage(ledger, { workflow, since: new Date(0), until: new Date('2100-01-01') })) {
    if (usage.run !== run) continue;
    for (const call of usage.models)
      usd = usd.plus(prices().costOf(call, call.model, { at: call.at, batch: call.batch ?? false }));
  }
  return usd;
}
