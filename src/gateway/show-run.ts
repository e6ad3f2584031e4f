import Decimal from 'decimal.js';
import type { Result, RunStory, RunSummary } from '../contracts/http';
import type { RunId } from '../contracts/ids';
import { listApprovals } from '../ledger/list-approvals';
import type { RunRecord } from '../ledger/list-runs';
import { readEntries } from '../ledger/read-entries';
import type { GatewayDeps } from './deps';
import { tellEntry } from './tell-entry';
import { workflowNamed } from './workflow-names';

export function summarise(deps: GatewayDeps, run: RunRecord): RunSummary {
  return {
    run: run.id,
    workflow: workflowNamed(deps.agents, run.workflow),
    workflowId: run.workflowId,
    tenant: run.tenant,
    status: run.status,
    step: run.step,
    role: run.role,
    end: run.end,
    path: run.path,
    turns: run.turns,
    tokens: run.tokens,
    usd: new Decimal(run.usd).toFixed(),
    startedAt: run.startedAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null,
    links: linksOf(deps, run.id, run.workflowId),
  };
}

/** Summary, what happened in order, and the result when there is one: all from the ledger. */
export async function tellRun(deps: GatewayDeps, run: RunRecord): Promise<RunStory> {
  const [entries, open] = await Promise.all([
    readEntries(deps.ledger, run.id as RunId),
    listApprovals(deps.ledger, { run: run.id, status: 'open', limit: 100 }),
  ]);
  const ended = entries.findLast(({ kind }) => kind === 'run-ended');
  return {
    ...summarise(deps, run),
    approvals: open.map(({ id }) => id),
    result: run.end && ended ? { end: run.end, ...(ended.body as unknown as Omit<Result, 'end'>) } : null,
    timeline: entries.map(tellEntry),
  };
}

export function linksOf(
  { uiUrl, temporal }: GatewayDeps,
  run: string,
  workflowId: string,
): { self: string; temporal?: string } {
  const self = `/v1/runs/${run}`;
  if (!uiUrl) return { self };
  const { namespace } = temporal.options;
  return { self, temporal: `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}` };
}
