import { WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import { SeaworthyError } from '../../contracts/errors';
import { CancelRequested, RunPage, RunStatus, RunStory } from '../../contracts/http';
import type { RunId } from '../../contracts/ids';
import { append } from '../../ledger/append';
import { countStrangers } from '../../ledger/count-strangers';
import { nameOf } from '../../ledger/identity';
import { listRuns } from '../../ledger/list-runs';
import type { RunFilter, RunRecord } from '../../ledger/list-runs';
import { OPERATIONS } from '../../ledger/operations';
import type { Gateway } from '../create-gateway';
import { decodeCursor, encodeCursor } from '../cursor';
import type { GatewayDeps } from '../deps';
import { readers } from '../identity/may';
import { actsFor, tenantsOf } from '../identity/tenants';
import { findRuns } from '../find-runs';
import { knownRun } from '../known-run';
import type { LedgerWatch } from '../ledger-watch';
import { Id } from '../parameters';
import { summarise, tellRun } from '../show-run';
import { waitForRun } from '../wait-for-run';

/** `30s`, at most a minute. */
const Wait = z
  .string()
  .regex(/^\d{1,2}s$/, 'seconds such as 30s, at most 60s')
  .refine((text) => parseInt(text) <= 60, 'at most 60s');

const Name = z.string().regex(/^[\w-]{1,100}$/);

/** By what Temporal's visibility knows of a run. */
const Search = z.object({
  id: z
    .string()
    .regex(/^[\w.:-]{1,100}$/)
    .optional()
    .describe('how the workflow id begins'),
  step: Name.optional().describe('where it is, or rested last'),
  role: Name.optional().describe('for whom it waits'),
  usd: z.coerce.number().min(0).max(1e6).optional().describe('US dollars it has cost at least'),
});

export function runRoutes(deps: GatewayDeps, watch: LedgerWatch) {
  const listed = async (filter: Omit<RunFilter, 'after'>, cursor: string | undefined) => {
    const { runs, next } = await listRuns(deps.ledger, { ...filter, after: cursor ? decodeCursor(cursor) : undefined });
    return { runs, next: next && encodeCursor(next) };
  };

  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/runs',
      {
        config: { may: readers, tenants: 'own', reads: 'runs' },
        schema: {
          operationId: 'listRuns',
          summary: 'Runs, newest first; searched for in Temporal where more than their state is asked for',
          querystring: z.object({
            status: RunStatus.optional(),
            ...Search.shape,
            limit: z.coerce.number().int().min(1).max(100).default(20),
            cursor: z.string().max(200).optional(),
          }),
          response: { 200: RunPage },
        },
      },
      async (request) => {
        const { caller } = request;
        const { status, limit, cursor, ...search } = request.query;
        const searched = Object.values(search).some((value) => value !== undefined);
        const [page, strangers] = await Promise.all([
          searched
            ? findRuns(deps, { status, ...search }, { limit, cursor, ...tenantsOf(caller) })
            : listed({ limit, status, ...tenantsOf(caller) }, cursor),
          actsFor(caller, OPERATIONS) ? countStrangers(deps.ledger) : 0,
        ]);
        const { next } = page;
        const asked = Object.entries({ ...request.query, cursor: next ?? '' });
        const query = new URLSearchParams(
          asked.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]])),
        );
        await request.recordRead(['runs']);
        return {
          runs: page.runs.map((run) => summarise(deps, run)),
          next,
          strangers,
          links: { next: next && `/v1/runs?${query.toString()}` },
        };
      },
    );

    app.get(
      '/v1/runs/:id',
      {
        config: { may: readers, tenants: 'own', reads: 'run' },
        schema: {
          operationId: 'getRun',
          summary: 'What happened in a run, and its result',
          params: Id,
          querystring: z.object({
            wait: Wait.optional().describe('answer when the run has come to `until`, or after this time'),
            until: z.enum(['rest', 'ended']).default('rest').describe('rest: it has ended or waits for a person'),
          }),
          response: { 200: RunStory },
        },
      },
      async (request, reply) => {
        const { wait, until } = request.query;
        const run = await knownRun(deps.ledger, request.params.id, request.caller);
        const rested = async (ms: number): Promise<RunRecord> => {
          const gone = new AbortController();
          reply.raw.once('close', () => gone.abort());
          const signal = AbortSignal.any([deps.closing, gone.signal]);
          return waitForRun({ ...deps, watch }, run, { until, ms, signal });
        };
        const now = wait ? await rested(parseInt(wait) * 1000) : run;
        await request.recordRead([run.id]);
        return tellRun(deps, now);
      },
    );

    app.post(
      '/v1/runs/:id/cancel',
      {
        config: { may: ['starter', 'operator'], tenants: 'own' },
        schema: {
          operationId: 'cancelRun',
          summary: 'Ask a run to end, once no write of its is under way',
          params: Id,
          response: { 202: CancelRequested },
        },
      },
      async (request, reply) => {
        const { id, status, workflowId } = await knownRun(deps.ledger, request.params.id, request.caller);
        if (status === 'ended') return reply.code(202).send({ status: 'ended' });
        await append(deps.ledger, id as RunId, null, [
          {
            source: 'cancel-asked',
            kind: 'cancel-asked',
            step: null,
            header: {},
            body: { by: nameOf(request.caller.identity) },
          },
        ]);
        try {
          await deps.temporal.withDeadline(Date.now() + 5_000, () =>
            deps.temporal.workflow.getHandle(workflowId).cancel(),
          );
        } catch (error) {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
          if ((await knownRun(deps.ledger, id, request.caller)).status !== 'ended')
            throw new SeaworthyError('Run.Unknown', `Temporal no longer knows the workflow ${workflowId}.`);
        }
        return reply.code(202).send({ status: 'cancelling' });
      },
    );
  };
}
