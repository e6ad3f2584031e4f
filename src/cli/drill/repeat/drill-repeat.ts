import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { look } from '../look';
import { createClient } from '../../../../client';
import { startErpStandIn } from '../../../../standins/erp/start-erp-stand-in';
import { seedFromInvoices } from '../../../../standins/erp/seeding/seed-from-invoices';
import type { Reasoner } from '../../../../standins/model/messages-api';
import { agreeingRules } from '../../../../standins/reviewer/agreeing-rules';
import { startReviewerStandIn } from '../../../../standins/reviewer/start-reviewer-stand-in';
import { invoiceAgent } from '../../../agents/invoice-exceptions';
import { versionOf } from '../../../agents/version-of';
import type { RunId } from '../../../contracts/ids';
import type { Json } from '../../../contracts/json';
import { inCheckout } from '../../../in-checkout';
import { putEvidence } from '../../../ledger/evidence';
import type { Ledger } from '../../../ledger/ledger';
import { readEntries } from '../../../ledger/read-entries';
import { readRules } from '../../../ledger/rules';
import { invoiceExceptionsMap } from '../../../workflows/invoice-exceptions';
import type { Progress } from '../../up/progress';
import { readGiven } from '../../up/read-given';
import { scenarioIn } from '../../up/scenario-in';
import type { Start } from '../../up/start';
import { codeVersion } from '../code-version';
import { startDrilled } from '../start-drilled';
import { startDrillStack, STAND_IN_KEY } from '../start-drill-stack';
import { compareRuns } from './compare-runs';
import type { Comparison, RepeatedRun } from './compare-runs';

export interface RepeatOptions {
  repeat: number;
  seed: number;
  /** A sample that needs an agent where it is not given. */
  input?: string | undefined;
  /** Another mind for the model stand-in. */
  reasoner?: Reasoner;
}

export interface RepeatOutcome extends Comparison {
  drill: 'repeat';
  workflow: string;
  input: string;
  model: 'claude' | 'stand-in';
  seed: number;
  seconds: number;
  runs: RepeatedRun[];
  passed: boolean;
  /** Of the table. */
  evidence: number;
}

const WORKFLOW = 'invoice-exceptions';
const SAMPLE = 'samples/02-price-papierkram-buero.xml';
const LOOK_EVERY_MS = 200;
const GIVEN_UP_AFTER_MS = 10 * 60_000;

/**
 * Runs one document so many times, one after the other, and tells where the runs part. Nothing outside is touched: ERP, mailbox and people are
 * stand-ins, and each run finds the books as the first did. The model is Claude where ANTHROPIC_API_KEY is set, which costs what it costs.
 */
export async function drillRepeat(
  { repeat, seed, input = inCheckout(SAMPLE), reasoner }: RepeatOptions,
  start: Start,
  progress: Progress,
): Promise<RepeatOutcome> {
  await mkdir(start.state, { recursive: true });
  const [given] = await readGiven([input], process.cwd(), 'xml');
  const { invoice, filename, bytes } = given!;
  const books = seedFromInvoices(invoice ? [invoice] : [], { scenarios: [scenarioIn(filename)], seed }).seed;
  progress.now('Starting database, Temporal and stand-ins');
  const stack = await startDrillStack(start, { books, model: reasoner ? { reasoner } : {} });
  const { ANTHROPIC_API_KEY: modelKey, ANTHROPIC_BASE_URL: modelUrl } = start.env;
  const ours = reasoner !== undefined || !modelKey;
  const freshErp = (port?: number) =>
    startErpStandIn({ seed: books, clientSecret: STAND_IN_KEY, requestsPerSecond: 10_000, ...(port ? { port } : {}) });
  let erp = await freshErp();
  start.closing.add('the books', () => erp.close());
  const { port } = new URL(erp.url);
  const anthropic = ours ? stack.model.url : modelUrl || 'https://api.anthropic.com';
  const urls = { erp: erp.url, mailbox: stack.mailbox.smtpUrl, anthropic };
  const lane = await stack.openLane({ urls, modelKey: ours ? undefined : modelKey });
  const reviewer = startReviewerStandIn({ url: lane.gatewayUrl, decisionOn: agreeingRules });
  start.closing.add('the reviewer stand-in', () => reviewer.close());
  const client = createClient({ url: lane.gatewayUrl, as: 'starter' });

  const began = performance.now();
  const runs: RepeatedRun[] = [];
  progress.now(() => `${runs.length} of ${repeat} runs of ${filename} ended`);
  for (let n = 0; n < repeat; n += 1) {
    start.signal.throwIfAborted();
    // A tenant of its own: one that has seen the invoice before would take it for a duplicate.
    const tenant = `drill-${seed}-${randomUUID().slice(0, 8)}`;
    const { run } = await startDrilled(client, { workflow: WORKFLOW, document: bytes, filename, tenant });
    runs.push(await ended(stack.ledger, run as RunId, start.signal));
    await erp.close();
    erp = await freshErp(Number(port)); // where the worker looks for it
  }
  const compared = compareRuns(runs);
  const evidence = await putEvidence(stack.ledger, {
    ...{ drill: 'repeat', workflow: WORKFLOW, seed, runs: repeat, passed: compared.agree },
    agentVersion: invoiceAgent.version,
    version: versionOf(invoiceAgent, invoiceExceptionsMap).parts,
    rulesVersion: (await readRules(stack.ledger)).version,
    code: await codeVersion(),
    summary: { ...compared, runs: runs.map(({ run }) => run) } as unknown as Json,
  });
  return {
    ...{ drill: 'repeat', workflow: WORKFLOW, input: filename, model: ours ? 'stand-in' : 'claude', seed },
    ...{ seconds: (performance.now() - began) / 1_000, runs, ...compared, passed: compared.agree, evidence },
  };
}

async function ended(ledger: Ledger, run: RunId, signal: AbortSignal): Promise<RepeatedRun> {
  const until = performance.now() + GIVEN_UP_AFTER_MS;
  for (;;) {
    const rows = await look<{ end: string | null; turns: number; usd: string }>(
      ledger,
      'select run_end as end, turns, trim_scale(usd)::text as usd from runs where id = $1',
      [run],
    );
    const [row] = rows;
    if (row?.end || performance.now() > until) {
      const { end = null, turns = 0, usd = '0' } = row ?? {};
      return { run, end, turns, usd, path: await pathOf(ledger, run) };
    }
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
}

async function pathOf(ledger: Ledger, run: RunId): Promise<string[]> {
  return (await readEntries(ledger, run)).flatMap((entry) => {
    if (entry.kind === 'step-entered') return [entry.step ?? ''];
    return entry.kind === 'verdict' ? [`${entry.step}: ${entry.header.tool}`] : [];
  });
}
