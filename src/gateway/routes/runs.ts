import { WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import { SeaworthyError } from '../../contracts/errors';
import { CancelRequested, RunPage, RunStatus, RunStory } from '../../contracts/http';
import { listRuns, readRun } from '../../ledger/list-runs';
import type { RunRecord } from '../../ledger/list-runs';
import type { Gateway } from '../create-gateway';
import { decodeCursor, encodeCursor } from '../cursor';
import type { GatewayDeps } from '../deps';
import { Id } from '../parameters';
import { summarise, tellRun } from '../show-run';
import { waitForRun } from '../wait-for-run';

/** `30s`, at most a minute. */
const Wait = z
  .string()
  .regex(/^\d{1,2}s$/, 'seconds such as 30s, at most 60s')
  .refine((text) => parseInt(text) <= 60, 'at most 60s');

export function runRoutes(deps: GatewayDeps) {
  const known = async (id: string): Promise<RunRecord> => {
    const run = await readRun(deps.ledger, id);
    if (!run) throw new SeaworthyError('Run.Unknown', `Run ${id.slice(0, 60)} is not in the ledger.`);
    return run;
  };

  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/runs',
      {
        schema: {
          operationId: 'listRuns',
          summary: 'Runs, newest first',
          querystring: z.object({
            status: RunStatus.optional(),
            limit: z.coerce.number().int().min(1).max(100).default(20),
            cursor: z.string().max(200).optional(),
          }),
          response: { 200: RunPage },
        },
      },
      async ({ query: { status, limit, cursor } }) => {
        const page = await listRuns(deps.ledger, {
          limit,
          ...(status ? { status } : {}),
          ...(cursor ? { after: decodeCursor(cursor) } : {}),
        });
        return {
          runs: page.runs.map((run) => summarise(deps, run)),
          next: page.next && encodeCursor(page.next),
        };
      },
    );

    app.get(
      '/v1/runs/:id',
      {
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
        const run = await known(request.params.id);
        if (!wait) return tellRun(deps, run);
        const gone = new AbortController();
        reply.raw.once('close', () => gone.abort());
        const signal = AbortSignal.any([deps.closing, gone.signal]);
        return tellRun(deps, await waitForRun(deps.ledger, run, { until, ms: parseInt(wait) * 1000, signal }));
      },
    );

    app.post(
      '/v1/runs/:id/cancel',
      {
        schema: {
          operationId: 'cancelRun',
          summary: 'Ask a run to end, once no write of its is under way',
          params: Id,
          response: { 202: CancelRequested },
        },
      },
      async (request, reply) => {
        const { id, status, workflowId } = await known(request.params.id);
        if (status === 'ended') return reply.code(202).send({ status: 'ended' });
        try {
          await deps.temporal.withDeadline(Date.now() + 5_000, () =>
            deps.temporal.workflow.getHandle(workflowId).cancel(),
          );
        } catch (error) {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
          if ((await known(id)).status !== 'ended')
            throw new SeaworthyError('Run.Unknown', `Temporal no longer knows the workflow ${workflowId}.`);
        }
        return reply.code(202).send({ status: 'cancelling' });
      },
    );
  };
}
