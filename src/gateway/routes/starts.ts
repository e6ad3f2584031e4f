import { z } from 'zod';
import { RunStarted, StartRequest, Tenant } from '../../contracts/http';
import { putDocument } from '../../ledger/documents';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { tenantFor } from '../identity/tenants';
import { parseAs } from '../invalid';
import { Filename } from '../parameters';
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
          may: ['starter'],
          tenants: 'own',
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
          querystring: Filename.extend({ tenant: Tenant.optional().describe('with a document; JSON says it itself') }),
          headers: z.object({
            'idempotency-key': z.string().min(1).max(200).optional().describe('the same key starts one run'),
          }),
          response: { 202: RunStarted },
        },
      },
      async (request, reply) => {
        const workflow = request.params.name;
        agentNamed(deps.agents, workflow); // before anything is stored
        const { body, caller, query } = request;
        const document = Buffer.isBuffer(body) ? body : undefined;
        const asked = document ? undefined : parseAs(StartRequest, body);
        const tenant = tenantFor(caller, asked ? asked.tenant : query.tenant);
        const { run, workflowId, name } = await startRun(deps, {
          workflow,
          input: document ? await inputOf(deps, document, mediaTypeOf(request), query.filename) : asked?.input,
          stretch: asked?.stretch,
          tenant,
          starter: caller.identity,
          idempotencyKey: request.headers['idempotency-key'],
        });
        const links = linksOf(deps, run, workflowId);
        return reply.code(202).header('location', links.self).send({ run, workflowId, name, links });
      },
    );
  };
}

async function inputOf(
  deps: GatewayDeps,
  bytes: Buffer,
  mediaType: string,
  filename: string | undefined,
): Promise<{ document: string; filename?: string }> {
  const document = await putDocument(deps.ledger, { bytes, mediaType, filename });
  return { document, ...(filename ? { filename } : {}) };
}
