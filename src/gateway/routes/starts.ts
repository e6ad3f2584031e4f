import { z } from 'zod';
import { RunStarted, StartRequest } from '../../contracts/http';
import { putDocument } from '../../ledger/documents';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { parseAs } from '../invalid';
import { Filename } from '../parameters';
import { personOf } from '../people';
import { MAX_DOCUMENT, mediaTypeOf, takeBytes } from '../raw-body';
import { linksOf } from '../show-run';
import { startRun } from '../start-run';
import { agentNamed } from '../workflow-names';

export function startRoutes(deps: GatewayDeps) {
  return async (app: Gateway): Promise<void> => {
    takeBytes(app, { json: true });
    app.post(
      '/v1/workflows/:name/runs',
      {
        bodyLimit: MAX_DOCUMENT,
        config: {
          bodyTypes: {
            'application/json': { $ref: '#/components/schemas/StartRequestInput' },
            'application/xml': {
              type: 'string',
              description: 'The document itself, where the workflow starts from one.',
            },
          },
        },
        schema: {
          operationId: 'startRun',
          summary: 'Start a run of a workflow',
          params: z.object({ name: z.string() }),
          querystring: Filename,
          headers: z.object({
            'idempotency-key': z.string().min(1).max(200).optional().describe('the same key starts one run'),
          }),
          response: { 202: RunStarted },
        },
      },
      async (request, reply) => {
        const workflow = request.params.name;
        agentNamed(deps.agents, workflow); // before anything is stored
        const { run, workflowId } = await startRun(deps, {
          workflow,
          ...(Buffer.isBuffer(request.body)
            ? await fromDocument(deps, request.body, mediaTypeOf(request), request.query.filename)
            : parseAs(StartRequest, request.body)),
          starter: personOf('starter'),
          idempotencyKey: request.headers['idempotency-key'],
        });
        return reply.code(202).send({ run, workflowId, links: linksOf(deps, run, workflowId) });
      },
    );
  };
}

async function fromDocument(
  deps: GatewayDeps,
  bytes: Buffer,
  mediaType: string,
  filename: string | undefined,
): Promise<Omit<StartRequest, 'stretch'>> {
  const document = await putDocument(deps.ledger, { bytes, mediaType, filename });
  return { input: { document, ...(filename ? { filename } : {}) }, tenant: 'default' };
}
