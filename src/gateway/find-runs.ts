import type { RunStatus } from '../contracts/http';
import { runsInTemporal } from '../ledger/list-runs';
import type { RunRecord } from '../ledger/list-runs';
import type { GatewayDeps } from './deps';
import { decodePageToken, encodePageToken } from './page-token';
import { quoted } from './quoted';

/** What Temporal's visibility is asked for; what is not given does not narrow it. */
export interface RunSearch {
  status?: RunStatus | undefined;
  /** How the workflow id begins. */
  id?: string | undefined;
  step?: string | undefined;
  role?: string | undefined;
  /** US dollars that the run has cost at least. */
  usd?: number | undefined;
}

/**
 * A page of the runs that Temporal's visibility finds, newest first, as the ledger holds them. Visibility lags behind by moments, knows a run's
 * step and cost of when it last rested, and forgets a run when Temporal's retention is over.
 * @throws SeaworthyError `Input.Invalid` for a cursor that is none
 */
export async function findRuns(
  { ledger, temporal, mainQueue }: Pick<GatewayDeps, 'ledger' | 'temporal' | 'mainQueue'>,
  search: RunSearch,
  { limit, cursor, tenants }: { limit: number; cursor?: string | undefined; tenants?: readonly string[] | undefined },
): Promise<{ runs: RunRecord[]; next: string | null }> {
  const { executions, nextPageToken } = await temporal.workflowService.listWorkflowExecutions({
    namespace: temporal.options.namespace,
    query: [`TaskQueue = ${quoted(mainQueue)}`, ...conditionsOf(search)].join(' AND '),
    pageSize: limit,
    ...(cursor ? { nextPageToken: decodePageToken(cursor) } : {}),
  });
  const found = executions.map(({ execution }) => ({
    workflowId: execution?.workflowId ?? '',
    temporalRun: execution?.runId ?? '',
  }));
  return {
    runs: await runsInTemporal(ledger, found, tenants),
    next: nextPageToken.length > 0 ? encodePageToken(nextPageToken) : null,
  };
}

function conditionsOf({ status, id, step, role, usd }: RunSearch): string[] {
  return [
    ...(status ? [`SeaworthyStatus = ${quoted(status)}`] : []),
    ...(id ? [`WorkflowId STARTS_WITH ${quoted(id)}`] : []),
    ...(step ? [`SeaworthyStep = ${quoted(step)}`] : []),
    ...(role ? [`SeaworthyRole = ${quoted(role)}`] : []),
    ...(usd === undefined ? [] : [`SeaworthyCostUsd >= ${usd}`]),
  ];
}
