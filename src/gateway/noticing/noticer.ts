import { workflowTypeOf } from '../../agents/workflow-type-of';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import {
  listOpenRuns,
  listCancelledUnasked,
  listRunsOf,
  listUnregistered,
  seesOneTenant,
} from '../../ledger/watched-runs';
import type { WatchedRun } from '../../ledger/watched-runs';
import { noticeRun } from '../../ledger/notice-run';
import type { Seen } from '../../ledger/notice-run';
import { noticeStranger } from '../../ledger/notice-stranger';
import { requireNamespace } from '../../ledger/require-namespace';
import type { GatewayDeps } from '../deps';
import { quoted } from '../quoted';
import { isOpen, lastExecution } from './last-execution';
import { seenOf } from './seen-of';
import { whoStarted } from './who-did-it';

/** Visibility lags behind by seconds where it is kept in another store. */
const OVERLAP_MS = 60_000;
const PAGE = 100;
const LISTED = 500;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Holds ledger and Temporal against each other. One look costs a query for what has changed in Temporal, one for what is paused there, and
 * one for the next hundred of the runs that the ledger holds as open; a run is described only where these do not agree, or while it is paused.
 */
export class Noticer {
  private lookedAt: number | undefined;
  /** After which the next of the open runs is. */
  private after = '';
  /** The pauses of the last look. */
  private paused: ReadonlySet<string> = new Set();

  constructor(
    private readonly deps: Pick<GatewayDeps, 'ledger' | 'temporal' | 'agents' | 'mainQueue'>,
    /** What is younger may be under way between Temporal and the ledger. */
    private readonly graceMs: number,
    private readonly log: (error: unknown) => void,
  ) {}

  /** @throws SeaworthyError `Temporal.Elsewhere`: then nothing is to be done */
  async requireNamespace(): Promise<void> {
    const { ledger, temporal } = this.deps;
    const { namespace } = temporal.options;
    const { namespaceInfo } = await temporal.workflowService.describeNamespace({ namespace });
    await requireNamespace(ledger, namespaceInfo?.id ?? '');
  }

  /** Each is to be done at every look, whether or not another failed. */
  parts(): readonly (() => Promise<void>)[] {
    return [() => this.changed(), () => this.missing(), () => this.pauses(), () => this.unasked()];
  }

  /** What was started or has closed since the last look; at the first all that is open. */
  private async changed(): Promise<void> {
    const { ledger } = this.deps;
    const now = Date.now();
    const since = this.lookedAt && new Date(this.lookedAt - OVERLAP_MS - this.graceMs).toISOString();
    const onlyOurs = await seesOneTenant(ledger);
    const query = since ? `(StartTime >= '${since}' OR CloseTime >= '${since}')` : 'CloseTime IS NULL';
    for await (const { execution, runs } of this.withRuns(`TaskQueue = ${quoted(this.deps.mainQueue)} AND ${query}`)) {
      const { workflowId, runId: temporalRun, type, startTime } = execution;
      if (!isOpen(execution)) for (const run of runs) await this.compare(run);
      if (runs.length > 0 || onlyOurs || startTime.getTime() > now - this.graceMs) continue;
      await noticeStranger(ledger, { temporalRun, workflowId, type });
    }
    this.lookedAt = now;
  }

  /** Of the next page of runs that the ledger holds as open those that Temporal does not. */
  private async missing(): Promise<void> {
    const page = await listOpenRuns(this.deps.ledger, this.after, PAGE);
    this.after = page.length < PAGE ? '' : page.at(-1)!.id;
    const known = page.map(({ temporalRun }) => temporalRun).filter((id) => UUID.test(id));
    const open = new Set<string>();
    if (known.length > 0)
      for await (const { runId } of this.deps.temporal.workflow.list({
        query: `CloseTime IS NULL AND RunId IN (${known.map(quoted).join()})`,
      }))
        open.add(runId);
    for (const run of page) if (!open.has(run.temporalRun)) await this.compare(run);
  }

  private async pauses(): Promise<void> {
    const paused = new Set<string>();
    for await (const { runs } of this.withRuns('TemporalPauseInfo IS NOT NULL'))
      for (const run of runs) for (const pause of await this.compare(run, this.paused)) paused.add(pause);
    this.paused = paused;
  }

  /** What the ledger knows of, and no gateway was asked for. */
  private async unasked(): Promise<void> {
    const { ledger, temporal } = this.deps;
    for (const run of await listUnregistered(ledger, this.graceMs, PAGE))
      await this.apart(async () => {
        const { temporalRun, workflowId } = run;
        const by = await whoStarted(temporal, { workflowId, runId: temporalRun }).catch(() => undefined);
        await noticeRun(ledger, run, { what: 'started', temporalRun, body: by ? { ...by } : null }, { ended: true });
      });
    for (const run of await listCancelledUnasked(ledger, PAGE))
      await this.apart(async () => {
        const execution = await lastExecution(temporal, run);
        if (execution?.status.name !== 'CANCELLED') return;
        for (const seen of await seenOf(temporal, run.temporalRun, execution))
          await noticeRun(ledger, run, seen, { ended: true });
      });
  }

  /** Records what there is to notice of a run and is not `known`. Returns what there was, where all of it is recorded. */
  private async compare(run: WatchedRun, known: ReadonlySet<string> = new Set()): Promise<string[]> {
    if (run.ended) return [];
    const { ledger, temporal } = this.deps;
    const keyOf = ({ temporalRun, what, key = '' }: Seen): string => `${temporalRun} ${what} ${key}`;
    const found = await this.apart(async () => {
      const seen = await seenOf(temporal, run.temporalRun, await lastExecution(temporal, run));
      for (const each of seen) if (!known.has(keyOf(each))) await noticeRun(ledger, run, each);
      return seen.map(keyOf);
    });
    return found ?? [];
  }

  /** One run that fails does not keep the others from being looked at. */
  private apart<T>(work: () => Promise<T>): Promise<T | void> {
    return work().catch(this.log);
  }

  /** Executions of our workflows, each with the runs that the ledger has under its id. */
  private async *withRuns(query: string): AsyncIterable<{ execution: WorkflowExecutionInfo; runs: WatchedRun[] }> {
    const types = Object.values(this.deps.agents).map((agent) => quoted(workflowTypeOf(agent)));
    const ours = `WorkflowType IN (${types.join()}) AND ${query}`;
    for await (const page of pagesOf(this.deps.temporal.workflow.list({ query: ours, pageSize: LISTED }))) {
      const known = await listRunsOf(
        this.deps.ledger,
        page.map(({ workflowId }) => workflowId),
      );
      for (const execution of page)
        yield { execution, runs: known.filter(({ workflowId }) => workflowId === execution.workflowId) };
    }
  }
}

async function* pagesOf<T>(all: AsyncIterable<T>): AsyncIterable<T[]> {
  let page: T[] = [];
  for await (const each of all) {
    page.push(each);
    if (page.length < LISTED) continue;
    yield page;
    page = [];
  }
  yield page;
}
