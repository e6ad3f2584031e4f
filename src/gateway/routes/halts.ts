import { z } from 'zod';
import type { HaltKind } from '../../contracts/operations';
import { EndRequest, HaltItem, HaltList, HaltRequest } from '../../contracts/operations';
import { declareHalt, liftHalt, listHalts } from '../../ledger/halts';
import { nameOf } from '../../ledger/identity';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { haltable } from '../haltable';
import { readers } from '../identity/may';
import { actsFor } from '../identity/tenants';
import { invalid } from '../invalid';
import { All, Numbered } from '../parameters';

export function haltRoutes(deps: GatewayDeps) {
  /** A name nobody has would halt nothing, and whoever is in a hurry would not notice. */
  const refuseUnknown = (kind: HaltKind, value: string): void => {
    const known = haltable(deps.agents, kind);
    if (known && !known.includes(value))
      throw invalid([{ path: ['value'], message: `no ${kind} ${value} that writes; there are: ${known.join(', ')}` }]);
  };

  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/halts',
      {
        config: { may: readers, tenants: 'own' },
        schema: {
          operationId: 'listHalts',
          summary: 'Halts in force, or all there have been',
          querystring: All,
          response: { 200: HaltList },
        },
      },
      async ({ caller, query }) => {
        const halts = await listHalts(deps.ledger, { all: query.all === 'true' });
        return { halts: halts.filter(({ kind, value }) => kind !== 'tenant' || actsFor(caller, value)) };
      },
    );

    app.post(
      '/v1/halts',
      {
        config: { may: ['operator'] },
        schema: {
          operationId: 'halt',
          summary: 'Stop writes and model calls within two seconds; runs wait, and reads go on',
          body: HaltRequest,
          response: { 201: HaltItem.describe('as it is in force now; one that was already is left as it was') },
        },
      },
      async ({ body: { kind, value, why }, caller: { identity } }, reply) => {
        refuseUnknown(kind, value);
        return reply.code(201).send(await declareHalt(deps.ledger, { kind, value, why, by: nameOf(identity) }));
      },
    );

    app.post(
      '/v1/halts/:id/resume',
      {
        config: { may: ['operator'] },
        schema: {
          operationId: 'resume',
          summary: 'Lift a halt; the runs that wait for it are woken',
          params: z.object({ id: Numbered }),
          body: EndRequest,
          response: { 200: HaltItem },
        },
      },
      async ({ params: { id }, body: { why }, caller: { identity } }) =>
        liftHalt(deps.ledger, { id, why, by: nameOf(identity) }),
    );
  };
}
