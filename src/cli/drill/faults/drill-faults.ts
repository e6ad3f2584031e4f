import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { createOneCallReasoner } from '../../../../standins/model/reasoners/one-call-reasoner';
import { agreeingRules } from '../../../../standins/reviewer/agreeing-rules';
import { startReviewerStandIn } from '../../../../standins/reviewer/start-reviewer-stand-in';
import type { Agent } from '../../../agents/define-agent';
import { invoiceAgent } from '../../../agents/invoice-exceptions';
import { versionOf } from '../../../agents/version-of';
import type { RunId } from '../../../contracts/ids';
import { putEvidence } from '../../../ledger/evidence';
import { readEntries } from '../../../ledger/read-entries';
import { readRules } from '../../../ledger/rules';
import { invoiceExceptionsMap } from '../../../workflows/invoice-exceptions';
import type { Progress } from '../../up/progress';
import type { Start } from '../../up/start';
import { codeVersion } from '../code-version';
import type { Finding } from '../finding';
import { startDrillStack } from '../start-drill-stack';
import { down } from './fault-classes';
import { judgeCell } from './judge-cell';
import type { Judged } from './judge-cell';
import { makeCells } from './make-cells';
import type { Cell } from './make-cells';
import { openProxiedLane, putCellsThrough } from './put-cells-through';
import type { ProxiedLane } from './put-cells-through';
import { argumentsFor, targetsOf } from './targets';

export interface FaultsOptions {
  seed: number;
  /** How long a system is down. */
  downMs: number;
  modelTimeoutMs: number;
  /** So many workers share the outages; each goes through one at a time, as it hits all that the worker does. */
  lanes: number;
  /** The agent with other patience than its systems declare: for tests. */
  agent?: Agent;
  /** Which cells; all when left out. */
  only?: (cell: Pick<Cell, 'target' | 'faultClass'>, at: number) => boolean;
}

export interface FaultsOutcome {
  drill: 'faults';
  workflow: string;
  seed: number;
  runs: number;
  seconds: number;
  downMs: number;
  cells: Omit<Judged, 'findings'>[];
  findings: Finding[];
  passed: boolean;
  /** Of the table. */
  evidence: number;
}

const WORKFLOW = 'invoice-exceptions';
const WORKFLOWS = require.resolve('../../../workflows');
const AT_ONCE = 16;

/**
 * Puts every system step of the map, every tool of its agents and the model through every class of failure, a run for each, and holds the path
 * that was taken against the one that the map declares, and what was done against the systems' own books. Stores the outcome as evidence.
 */
export async function drillFaults(
  { seed, downMs, modelTimeoutMs, lanes: lanesWanted, agent = invoiceAgent, only = () => true }: FaultsOptions,
  start: Start,
  progress: Progress,
): Promise<FaultsOutcome> {
  await mkdir(start.state, { recursive: true });
  const made = makeCells(seed, targetsOf(agent, invoiceExceptionsMap, modelTimeoutMs));
  const cells = made.cells.filter(only);
  const cellOf = new Map(cells.map((cell) => [cell.number, cell]));
  progress.now('Starting database, Temporal and stand-ins');
  const reasoner = createOneCallReasoner({
    callFor: (number) => {
      const cell = cellOf.get(number);
      const tool = cell?.target.byAgent ? cell.target.tool : undefined;
      return cell && tool ? { tool, args: argumentsFor[tool]!(cell) } : undefined;
    },
    onTold: (number, told) => {
      const cell = cellOf.get(number);
      if (cell) cell.told = told;
    },
  });
  const stack = await startDrillStack(start, { books: made.books, model: { reasoner } });
  const bundle = join(start.state, `drill-${randomUUID()}.js`);
  await writeFile(bundle, await bundled());
  start.closing.add('the bundle', () => rm(bundle));
  const { name } = agent;
  const agents = { [name]: agent };
  const maps = { [name]: invoiceExceptionsMap };
  const worker = { modelTimeoutMs, breakers: false, workflows: { path: WORKFLOWS, bundle, agents, maps } };
  const lanes: ProxiedLane[] = [];
  for (let lane = 0; lane < Math.max(1, lanesWanted); lane += 1)
    lanes.push(await openProxiedLane({ stack, start }, { seed, worker }));
  const reviewer = startReviewerStandIn({ url: lanes[0]!.gatewayUrl, decisionOn: agreeingRules });
  start.closing.add('the reviewer stand-in', () => reviewer.close());

  const began = performance.now();
  let ended = 0;
  progress.now(() => `${ended} of ${cells.length} runs ended, each with a failure of its own`);
  const tenant = `drill-${seed}-${randomUUID().slice(0, 8)}`;
  const options = { stack, start, tenant, downMs, onEnded: () => void (ended += 1) };
  const sideBySide = cells.filter(({ faultClass }) => faultClass !== down);
  const outages = cells.filter(({ faultClass }) => faultClass === down).values();
  await Promise.all(
    lanes.map(async (lane, at) => {
      if (at === 0) await putCellsThrough(lane, sideBySide, AT_ONCE, options);
      for (const outage of outages) await putCellsThrough(lane, [outage], 1, options);
    }),
  );
  const seconds = (performance.now() - began) / 1_000;

  progress.now('Holding books, mails and ledger against what the map declares');
  const judged: Judged[] = [];
  const seen = { map: invoiceExceptionsMap, books: stack.erp.books(), mails: stack.mailbox.messages() };
  for (const cell of cells)
    judged.push(judgeCell(cell, await readEntries(stack.ledger, (cell.run ?? '') as RunId), seen));
  const findings = judged.flatMap((each) => each.findings);
  for (const { number } of seen.books.doubles) findings.push({ invoice: number, what: 'posted twice' });
  const lines = judged.map(({ findings: _, ...line }) => line);
  const passed = findings.length === 0;
  const evidence = await putEvidence(stack.ledger, {
    ...{ drill: 'faults', workflow: WORKFLOW, seed, runs: cells.length, passed },
    agentVersion: agent.version,
    version: versionOf(agent, invoiceExceptionsMap).parts,
    rulesVersion: (await readRules(stack.ledger)).version,
    code: await codeVersion(),
    summary: { downMs, cells: lines, findings: findings.flatMap(({ run }) => run ?? []) },
  });
  return {
    drill: 'faults',
    workflow: WORKFLOW,
    seed,
    runs: cells.length,
    seconds,
    downMs,
    cells: lines,
    findings,
    passed,
    evidence,
  };
}

/** Once for all lanes. */
async function bundled(): Promise<string> {
  const logger = new DefaultLogger('ERROR');
  return (await bundleWorkflowCode({ workflowsPath: WORKFLOWS, logger })).code;
}
