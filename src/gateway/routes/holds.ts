import { z } from 'zod';
import { HoldItem, HoldList, HoldRequest } from '../../contracts/erasures';
import { EndRequest } from '../../contracts/operations';
import { listHolds, placeHold, releaseHold } from '../../ledger/holds';
import { nameOf } from '../../ledger/identity';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { readers } from '../identity/may';
import { All, Id } from '../parameters';

export function holdRoutes({ ledger }: GatewayDeps) {
  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/holds',
      {
        config: { may: readers },
        schema: {
          operationId: 'listHolds',
          summary: 'Legal holds in force, or all there have been',
          querystring: All.extend({ run: Id.shape.id.optional() }),
          response: { 200: HoldList },
        },
      },
      async ({ query: { all, run } }) => ({
        holds: await listHolds(ledger, { all: all === 'true', ...(run ? { run } : {}) }),
      }),
    );

    app.post(
      '/v1/holds',
      {
        config: { may: ['operator', 'admin'] },
        schema: {
          operationId: 'hold',
          summary: 'Keep a run from being erased',
          body: HoldRequest,
          response: { 201: HoldItem },
        },
      },
      async ({ body: { run, why }, caller: { identity } }, reply) =>
        reply.code(201).send(await placeHold(ledger, run, { by: nameOf(identity), why })),
    );

    app.post(
      '/v1/holds/:id/release',
      {
        config: { may: ['admin'] },
        schema: {
          operationId: 'releaseHold',
          summary: 'Release a hold; it is kept',
          params: z.object({ id: Id.shape.id }),
          body: EndRequest,
          response: { 200: HoldItem },
        },
      },
      async ({ params: { id }, body: { why }, caller: { identity } }) =>
        releaseHold(ledger, id, { by: nameOf(identity), why }),
    );
  };
}
