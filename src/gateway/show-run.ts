import Decimal from 'decimal.js';
import type { Result, RunDocument, RunLinks, RunStory, RunSummary } from '../contracts/http';
import type { Entry } from '../contracts/entry';
import type { RunId } from '../contracts/ids';
import { listApprovals } from '../ledger/list-approvals';
import { listDocuments } from '../ledger/list-documents';
import type { RunRecord } from '../ledger/list-runs';
import { listUnsettled } from '../ledger/list-unsettled';
import { readEntries } from '../ledger/read-entries';
import { goneAs } from '../ledger/reader';
import type { GatewayDeps } from './deps';
import { documentsIn } from './documents-in';
import { tellEntry } from './tell-entry';
import { workflowNamed } from './workflow-names';

export function summarise(deps: GatewayDeps, run: RunRecord): RunSummary {
  return {
    run: run.id,
    workflow: workflowNamed(deps.agents, run.workflow),
    workflowId: run.workflowId,
    name: run.name || run.workflowId,
    tenant: run.tenant,
    status: run.status,
    step: run.step,
    role: run.role,
    end: run.end,
    path: run.path,
    turns: run.turns,
    tokens: run.tokens,
    usd: new Decimal(run.usd).toFixed(),
    noticed: run.noticed,
    startedAt: run.startedAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null,
    links: linksOf(deps, run.id, run.workflowId),
  };
}

/** Summary, what happened in order, and the result when there is one: all from the ledger, with true values in the place of tokens. */
export async function tellRun(deps: GatewayDeps, run: RunRecord): Promise<RunStory> {
  const [entries, open, unsettled, vault] = await Promise.all([
    readEntries(deps.ledger, run.id as RunId),
    listApprovals(deps.ledger, { run: run.id, status: 'open', limit: 100 }),
    run.end ? listUnsettled(deps.ledger, run.id) : [],
    deps.vaults.of(run.id),
  ]);
  return {
    ...summarise(deps, run),
    approvals: open.map(({ id }) => id),
    result: vault.restore(resultOf(run, entries)).value,
    unsettled,
    documents: await documentsOf(deps, entries),
    timeline: vault.restore(entries.map(tellEntry)).value,
  };
}

/** Also of a run that could not say how it ended, or of which nothing else is left. */
function resultOf({ end, path }: RunRecord, entries: readonly Entry[]): Result | null {
  if (!end) return null;
  const said = entries.findLast((entry) => entry.kind === 'run-ended' && entry.header.end === end);
  const gone = said && goneAs(said.body);
  if (said && !gone) return { end, ...(said.body as unknown as Omit<Result, 'end'>) };
  const noticed = entries.findLast((entry) => entry.kind === 'noticed' && entry.header.what === end);
  const summary = gone ?? (noticed ? `The run was ${tellEntry(noticed).text}.` : '');
  return { end, summary, output: null, path, degraded: [] };
}

async function documentsOf({ ledger }: GatewayDeps, entries: readonly Entry[]): Promise<RunDocument[]> {
  const origins = documentsIn(entries);
  const stored = await listDocuments(ledger, [...origins.keys()]);
  return stored.map((document) => ({
    ...document,
    origin: origins.get(document.id)!,
    links: { self: `/v1/documents/${document.id}` },
  }));
}

export function linksOf({ uiUrl, temporal }: GatewayDeps, run: string, workflowId: string): RunLinks {
  const self = `/v1/runs/${run}`;
  const links = { self, events: `${self}/events`, approvals: `/v1/approvals?run=${run}`, cancel: `${self}/cancel` };
  if (!uiUrl) return links;
  const { namespace } = temporal.options;
  return { ...links, temporal: `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}` };
}
