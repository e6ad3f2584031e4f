import { z } from 'zod';
import { ChangedTopic } from '../../contracts/http';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { sendEvents } from '../event-stream';
import { followLists } from '../follow-lists';
import { followRun } from '../follow-run';
import { readers } from '../identity/may';
import { tenantsOf } from '../identity/tenants';
import { knownRun } from '../known-run';
import type { LedgerWatch } from '../ledger-watch';
import { Id } from '../parameters';

const Sequence = z.coerce.number().int().min(0).max(2_147_483_647);

const stream = (description: string) => ({
  description,
  content: { 'text/event-stream': { schema: z.string() } },
});

export function eventRoutes(deps: GatewayDeps, watch: LedgerWatch) {
  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/runs/:id/events',
      {
        config: { may: readers, tenants: 'own', reads: 'events' },
        schema: {
          operationId: 'followRun',
          summary: 'What happens in a run, as it happens, until it has ended',
          params: Id,
          querystring: z.object({ after: Sequence.default(0).describe('only entries after this number') }),
          headers: z.object({ 'last-event-id': Sequence.optional().describe('as `after`, and before it') }),
          response: {
            200: stream(
              'server-sent events: `entry` (a TimelineItem, its number as id), `run` and at last `end` (a RunSummary)',
            ),
            204: z.null().describe('the run has ended, and there is nothing after this number: do not reconnect'),
          },
        },
      },
      async (request, reply) => {
        const after = request.headers['last-event-id'] ?? request.query.after;
        const { id, status, seq } = await knownRun(deps.ledger, request.params.id, request.caller);
        if (status === 'ended' && after >= seq) return reply.code(204).send(null);
        const record = (): Promise<void> => request.recordRead([id]);
        await record();
        return sendEvents(reply, deps.closing, (signal) => followRun({ ...deps, watch, record }, id, after, signal));
      },
    );

    app.get(
      '/v1/events',
      {
        config: { may: readers, tenants: 'own' },
        schema: {
          operationId: 'followLists',
          summary: 'That something has changed in the lists of approvals, runs or halts; read them anew then',
          querystring: z.object({
            topics: z
              .string()
              .default(ChangedTopic.options.join(','))
              .transform((text) => text.split(','))
              .pipe(z.array(ChangedTopic))
              .describe(`of ${ChangedTopic.options.join(', ')}, separated by commas`),
          }),
          response: { 200: stream('server-sent events `changed`, `{"topic":"inbox"}`; each topic once at first') },
        },
      },
      async ({ caller, query: { topics } }, reply) =>
        sendEvents(reply, deps.closing, (signal) => followLists(watch, topics, { ...tenantsOf(caller), signal })),
    );
  };
}
