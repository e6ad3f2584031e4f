import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { look } from '../look';
import { createClient } from '../../../../client';
import { createOneCallReasoner } from '../../../../standins/model/reasoners/one-call-reasoner';
import { agreeingRules } from '../../../../standins/reviewer/agreeing-rules';
import { startReviewerStandIn } from '../../../../standins/reviewer/start-reviewer-stand-in';
import { invoiceAgent } from '../../../agents/invoice-exceptions';
import { versionOf } from '../../../agents/version-of';
import type { RunId } from '../../../contracts/ids';
import { unparkSignal } from '../../../contracts/messages';
import { putEvidence } from '../../../ledger/evidence';
import { readEntries } from '../../../ledger/read-entries';
import { readRules } from '../../../ledger/rules';
import { invoiceExceptionsMap } from '../../../workflows/invoice-exceptions';
import type { Progress } from '../../up/progress';
import type { Start } from '../../up/start';
import { codeVersion } from '../code-version';
import type { Finding } from '../finding';
import { startDrilled } from '../start-drilled';
import { startDrillStack } from '../start-drill-stack';
import type { DrillStack, Lane } from '../start-drill-stack';
import { failingAgent } from './failing-agent';
import { makeWays } from './make-ways';
import type { Way } from './make-ways';

export interface PathsOutcome {
  drill: 'paths';
  workflow: string;
  seed: number;
  runs: number;
  seconds: number;
  ways: { name: string; run: string; end: string }[];
  findings: Finding[];
  passed: boolean;
  /** Of the table. */
  evidence: number;
}

export interface PathsOptions {
  seed: number;
  /** Of all ways these; all where it is not given. */
  choose?: (ways: Way[]) => Way[];
}

const WORKFLOW = 'invoice-exceptions';
const LOOK_EVERY_MS = 200;
const GIVEN_UP_AFTER_MS = 5 * 60_000;

/**
 * Leads a run of its own along every exception path of the map's system and human steps, and to branches that need books of their own kind: tools
 * are made to fail, and people not to answer. Stores the outcome as evidence.
 */
export async function drillPaths(
  { seed, choose = (all) => all }: PathsOptions,
  start: Start,
  progress: Progress,
): Promise<PathsOutcome> {
  await mkdir(start.state, { recursive: true });
  const { ways: all, books } = makeWays(seed, invoiceExceptionsMap);
  const ways = choose(all);
  progress.now('Starting database, Temporal and stand-ins');
  const reasoner = createOneCallReasoner({ callFor: () => undefined, onTold: () => undefined });
  const stack = await startDrillStack(start, { books, model: { reasoner } });
  const agent = failingAgent(invoiceAgent, ways);
  const path = require.resolve('./workflows');
  const maps = { [agent.name]: invoiceExceptionsMap };
  const lane = await stack.openLane({
    worker: { breakers: false, workflows: { path, agents: { [agent.name]: agent }, maps } },
  });
  const reviewer = startReviewerStandIn({
    url: lane.gatewayUrl,
    decisionOn: (item) =>
      ways.some((way) => way.unanswered && way.runs.includes(item.run)) ? undefined : agreeingRules(item),
  });
  start.closing.add('the reviewer stand-in', () => reviewer.close());

  const began = performance.now();
  let ended = 0;
  progress.now(() => `${ended} of ${ways.length} ways gone`);
  const tenant = `drill-${seed}-${randomUUID().slice(0, 8)}`;
  const told = Promise.all(
    ways.map(async (way) => {
      const ends = await goAlong(way, { stack, lane, start, tenant });
      ended += 1;
      return { way, ends };
    }),
  );
  const gone = await Promise.race([told, lane.workerStopped.then(() => new Promise<never>(() => undefined))]);
  const seconds = (performance.now() - began) / 1_000;

  progress.now('Holding ledger against the map');
  const findings: Finding[] = [];
  for (const { way, ends } of gone) findings.push(...(await judged(way, ends.at(-1) ?? '', stack)));
  const lines = gone.map(({ way, ends }) => ({ name: way.name, run: way.runs.at(-1) ?? '', end: ends.at(-1) ?? '' }));
  const passed = findings.length === 0;
  const runs = ways.reduce((sum, way) => sum + way.runs.length, 0);
  const evidence = await putEvidence(stack.ledger, {
    ...{ drill: 'paths', workflow: WORKFLOW, seed, runs, passed },
    agentVersion: invoiceAgent.version,
    version: versionOf(invoiceAgent, invoiceExceptionsMap).parts,
    rulesVersion: (await readRules(stack.ledger)).version,
    code: await codeVersion(),
    summary: { ways: lines, findings: findings.flatMap(({ run }) => run ?? []) },
  });
  return { drill: 'paths', workflow: WORKFLOW, seed, runs, seconds, ways: lines, findings, passed, evidence };
}

interface Ground {
  stack: DrillStack;
  lane: Lane;
  start: Start;
  tenant: string;
}

/** One document after the other; gives the ends. */
async function goAlong(way: Way, { stack, lane, start, tenant }: Ground): Promise<string[]> {
  const client = createClient({ url: lane.gatewayUrl, as: 'starter' });
  const ends: string[] = [];
  for (const document of way.documents) {
    const given = { workflow: WORKFLOW, document, filename: `${way.marks[0]}.xml`, tenant };
    const onStored = (id: string): void => void way.marks.push(id);
    const { run, workflowId } = await startDrilled(client, { ...given, onStored });
    way.runs.push(run);
    ends.push(await untilEnded(way, { run, workflowId }, stack, start));
  }
  return ends;
}

/** A parked run is woken, and what failed does no more. */
async function untilEnded(
  way: Way,
  { run, workflowId }: { run: string; workflowId: string },
  { ledger, temporal }: DrillStack,
  { signal }: Start,
): Promise<string> {
  for (const givenUp = performance.now() + GIVEN_UP_AFTER_MS; performance.now() < givenUp; await wait(LOOK_EVERY_MS)) {
    signal.throwIfAborted();
    const rows = await look<{ status: string; end: string | null }>(
      ledger,
      'select status, run_end as end from runs where id = $1',
      [run],
    );
    if (rows[0]?.status === 'ended') return rows[0].end ?? '';
    if (rows[0]?.status !== 'parked') continue;
    way.lifted = true;
    await temporal.workflow.getHandle(workflowId).signal(unparkSignal);
  }
  return '';
}

/** Whether the last run took the way, and came to an end of the map. */
async function judged({ name, step, takes, runs }: Way, end: string, { ledger }: DrillStack): Promise<Finding[]> {
  const run = runs.at(-1) ?? '';
  const entries = await readEntries(ledger, run as RunId, { step });
  const taken = entries.some((entry) =>
    'branch' in takes
      ? entry.kind === 'branch-taken' && entry.header.branch === takes.branch
      : entry.kind === 'path-taken' && entry.header.exception === takes.exception,
  );
  const steps: Readonly<Record<string, { kind: string }>> = invoiceExceptionsMap.steps;
  const wrong = [
    ...(taken ? [] : ['was not taken']),
    ...(steps[end]?.kind === 'end' ? [] : [end ? `ended as ${end}` : 'did not come to an end']),
  ];
  return wrong.map((what) => ({ run, what: `${name}: ${what}` }));
}
