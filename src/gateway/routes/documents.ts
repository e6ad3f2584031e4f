import { z } from 'zod';
import { SeaworthyError } from '../../contracts/errors';
import { DocumentStored } from '../../contracts/http';
import { getDocument, isNamedFor, putDocument } from '../../ledger/documents';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { readers } from '../identity/may';
import { Filename, Id } from '../parameters';
import { MAX_DOCUMENT, mediaTypeOf, takeBytes } from '../raw-body';

export function documentRoutes(deps: GatewayDeps) {
  return async (app: Gateway): Promise<void> => {
    takeBytes(app, { json: false });
    app.post(
      '/v1/documents',
      {
        bodyLimit: MAX_DOCUMENT,
        config: { may: ['starter'], tenants: 'own', bodyTypes: { '*/*': { type: 'string', format: 'binary' } } },
        schema: {
          operationId: 'storeDocument',
          summary: 'Store a document; the same bytes twice are one',
          querystring: Filename,
          response: { 201: DocumentStored },
        },
      },
      async (request, reply) => {
        const bytes = request.body;
        if (!Buffer.isBuffer(bytes) || bytes.length === 0)
          throw new SeaworthyError('Input.Invalid', 'body: the document is missing.');
        const { filename } = request.query;
        const id = await putDocument(deps.ledger, { bytes, mediaType: mediaTypeOf(request), filename });
        return reply.code(201).send({ id, bytes: bytes.length, links: { self: `/v1/documents/${id}` } });
      },
    );

    app.get(
      '/v1/documents/:id',
      {
        config: { may: readers, tenants: 'own', reads: 'document' },
        schema: {
          operationId: 'getDocument',
          summary: 'The bytes of a stored document',
          params: Id,
          response: { 200: { description: 'the bytes', content: { '*/*': { schema: z.unknown() } } } },
        },
      },
      async (request, reply) => {
        const { caller, params } = request;
        const { id } = params;
        if (caller.tenants && !(await isNamedFor(deps.ledger, id, caller.tenants)))
          throw new SeaworthyError('Document.Unknown', 'No run of yours names it.');
        const { bytes, mediaType, filename } = await getDocument(deps.ledger, id);
        await request.recordRead([id]);
        // It came from outside: never to be run as a page of ours.
        return reply
          .type(mediaType)
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeRfc5987(filename ?? 'document')}`)
          .header('content-security-policy', "sandbox; default-src 'none'")
          .send(bytes);
      },
    );
  };
}

function encodeRfc5987(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}
