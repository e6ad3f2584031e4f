import { createClient } from '../../../client';
import type { ReviewerStandIn } from '../../../standins/reviewer/start-reviewer-stand-in';
import type { RunId } from '../../contracts/ids';
import { listApprovals } from '../../ledger/list-approvals';
import type { RunRecord } from '../../ledger/list-runs';
import { readEntries } from '../../ledger/read-entries';
import { maps } from '../../workflows/maps';
import type { Progress } from './progress';
import type { Given } from './given';
import { rowOf } from './row-of';
import type { Row } from './row-of';
import { startRuns } from './start-runs';
import type { StartedRun } from './start-runs';
import type { Stack } from './start-stack';
import { tally } from './tally';
import { watchRuns } from './watch-runs';

interface Work {
  stack: Stack;
  workflow: string;
  given: readonly Given[];
  tenant: string;
  reviewer: ReviewerStandIn | undefined;
  progress: Progress;
  signal: AbortSignal;
}

/** How long nothing may move before we say that it is stuck: longer than a model's slowest answer. */
const STUCK_AFTER_MS = 10 * 60_000;

/** Puts what was given through the workflow, until each run has ended, waits for a person who is there, or is parked. */
export async function putThrough({ stack, workflow, given, tenant, reviewer, progress, signal }: Work): Promise<Row[]> {
  const started: StartedRun[] = [];
  let now: RunRecord[] = [];
  let moved = { what: '', at: Date.now() };
  progress.now(() => tally(given.length, now));

  const failed = new AbortController();
  const starting = startRuns(createClient({ url: stack.gatewayUrl, as: 'starter' }), {
    workflow,
    given,
    tenant,
    signal,
    onStarted: (run) => started.push(run),
  });
  starting.catch(() => failed.abort());

  const rests = async ({ id, status }: RunRecord): Promise<boolean> => {
    if (status !== 'waiting' || !reviewer) return status !== 'running';
    const open = await listApprovals(stack.ledger, { run: id, status: 'open', limit: 10 });
    return open.length > 0 && open.every((approval) => reviewer.left().has(approval.id));
  };
  await watchRuns(
    stack.ledger,
    () => started.map(({ run }) => run),
    AbortSignal.any([signal, failed.signal]),
    async (found) => {
      now = found;
      const what = found.map(({ status, path, turns }) => [status, path.length, turns].join()).join();
      if (what !== moved.what) moved = { what, at: Date.now() };
      if (Date.now() - moved.at > STUCK_AFTER_MS) return true;
      return found.length === given.length && (await Promise.all(found.map(rests))).every(Boolean);
    },
  );
  await starting;
  signal.throwIfAborted();

  return Promise.all(
    started.map(async (run) => {
      const record = now.find(({ id }) => id === run.run)!;
      const entries = await readEntries(stack.ledger, run.run as RunId);
      return rowOf(run, { record, entries, map: maps[workflow]!, model: stack.systems.model });
    }),
  );
}
