import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { putCasesThrough } from '../../src/cli/drill/put-cases-through';
import { startDrillStack } from '../../src/cli/drill/start-drill-stack';
import type { DrillStack } from '../../src/cli/drill/start-drill-stack';
import { Closing } from '../../src/cli/up/closing';
import type { AnyTool } from '../../src/agents/define-tool';
import { invoiceAgent } from '../../src/agents/invoice-exceptions';
import { checkCompleteness } from '../../src/gateway/check-completeness';
import { costItems, sumOf } from '../../src/gateway/costs/cost-items';
import { prices } from '../../src/integrations/prices/prices';
import { readUsage } from '../../src/ledger/read-usage';
import type { RunUsage } from '../../src/ledger/read-usage';
import { startReviewerStandIn } from '../../standins/reviewer/start-reviewer-stand-in';
import { makeCases } from '../../standins/supplier/make-cases';
import type { BenchCheck, CheckReport } from '../bench';
import { countHeld } from './count-held';

const RUNS = 500;
const SEED = 7;
/** Of the free fields of invoices; nothing that steers anybody. */
const TEXTS: [string] = ['Thank you for your order.'];
const lately = { workflow: 'invoiceExceptions', since: new Date(0), until: new Date('2100-01-01') };

/** Hundreds of runs with a mix of cases by the seed, through the whole stack with stand-ins: what the ledger has of them, and what it projects. */
export async function benchRuns(say: (line: string) => void): Promise<CheckReport> {
  const state = await mkdtemp(path.join(tmpdir(), 'seaworthy-bench-'));
  const closing = new Closing();
  const { signal } = new AbortController();
  try {
    const { groups, books } = makeCases(SEED, RUNS, TEXTS);
    const stack = await startDrillStack({ env: process.env, state, closing, note: say, signal }, { books, model: {} });
    const lane = await stack.openLane();
    const reviewer = startReviewerStandIn({ url: lane.gatewayUrl });
    closing.add('the reviewer stand-in', () => reviewer.close());
    let ended = 0;
    const began = performance.now();
    await putCasesThrough(groups, {
      ...{ ledger: stack.ledger, gatewayUrl: lane.gatewayUrl, tenant: 'bench', signal },
      onStarted: () => undefined,
      onEnded: () => ((ended += 1) % 50 === 0 ? say(`${ended} of ${RUNS} runs have ended`) : undefined),
    });
    say(`They took ${Math.round((performance.now() - began) / 1_000)} s.`);
    const [{ model } = { model: 'unknown' }] = cpus();
    return {
      bench: 'runs',
      setting: `${RUNS} runs of invoice-exceptions, cases by seed ${SEED}, through the stand-ins.`,
      machine: { cpu: model, cores: cpus().length, node: process.versions.node },
      checks: await checksOf(stack),
    };
  } finally {
    await closing.closeAll(() => undefined);
    await rm(state, { recursive: true, force: true });
  }
}

async function checksOf({ ledger, model }: DrillStack): Promise<BenchCheck[]> {
  const { runs, gaps, modelCalls, toolCalls } = await checkCompleteness(ledger, lately);
  const usages: RunUsage[] = [];
  for await (const usage of readUsage(ledger, { ...lately, ended: true })) usages.push(usage);
  const tools: Readonly<Record<string, AnyTool>> = invoiceAgent.tools;
  const systemOf = (tool: string): string | undefined => tools[tool]?.system.name;
  const costs = usages.map((usage) => sumOf(costItems(usage, prices(), systemOf)).toNumber());
  const { held, widest } = countHeld(costs);
  const unequal = unequalTokens(usages, model.calls());
  return [
    { what: 'runs that have ended', value: String(runs), goal: `all ${RUNS}`, holds: runs === RUNS },
    {
      what: `gaps in ${modelCalls} model calls and ${toolCalls} results`,
      value: String(gaps.length),
      goal: 'none',
      holds: gaps.length === 0,
    },
    {
      what: 'model calls whose tokens are not those that the model counted, class by class',
      value: String(unequal),
      goal: 'none',
      holds: unequal === 0,
    },
    {
      what: 'of 20 intervals from 200 runs, those that hold the mean of another 2,000',
      value: String(held),
      goal: 'at least 16',
      holds: held >= 16,
    },
    {
      what: 'the widest half of them',
      value: `${(widest * 100).toFixed(1)} %`,
      goal: 'at most 10 %',
      holds: widest <= 0.1,
    },
  ];
}

/** Call by call, also those that only one side knows. */
function unequalTokens(usages: readonly RunUsage[], calls: ReturnType<DrillStack['model']['calls']>): number {
  const told = usages.flatMap(({ models }) =>
    models.map((of) => [of.requestId, of.input, of.output, of.cacheRead, of.cacheWrite5m, of.cacheWrite1h].join()),
  );
  const counted = calls.flatMap(({ requestId, usage }) =>
    usage
      ? [
          [requestId, usage.input_tokens, usage.output_tokens, usage.cache_read_input_tokens],
          [usage.cache_creation!.ephemeral_5m_input_tokens, usage.cache_creation!.ephemeral_1h_input_tokens],
        ].join()
      : [],
  );
  const [one, other] = [new Set(told), new Set(counted)];
  return told.filter((each) => !other.has(each)).length + counted.filter((each) => !one.has(each)).length;
}
