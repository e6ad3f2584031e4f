import { z } from 'zod';
import { EndRequest, RuleItem, RuleList, RuleRequest } from '../../contracts/operations';
import { nameOf } from '../../ledger/identity';
import { addRule, endRule, listRules, readRules } from '../../ledger/rules';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { readers } from '../identity/may';
import { actsFor } from '../identity/tenants';
import { All, Numbered } from '../parameters';

export function ruleRoutes({ ledger }: GatewayDeps) {
  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/rules',
      {
        config: { may: readers, tenants: 'own' },
        schema: {
          operationId: 'listRules',
          summary: 'Rules that narrow what agents may do: those in force, or all there have been',
          querystring: All,
          response: { 200: RuleList },
        },
      },
      async ({ caller, query }) => {
        const [{ version }, rules] = await Promise.all([
          readRules(ledger),
          listRules(ledger, { all: query.all === 'true' }),
        ]);
        return { version, rules: rules.filter(({ tenant }) => tenant === '*' || actsFor(caller, tenant)) };
      },
    );

    app.post(
      '/v1/rules',
      {
        config: { may: ['admin'] },
        schema: {
          operationId: 'addRule',
          summary: 'Narrow what agents may do, from now on and in runs under way',
          body: RuleRequest,
          response: { 201: RuleItem },
        },
      },
      async ({ body, caller: { identity } }, reply) =>
        reply.code(201).send(await addRule(ledger, { ...body, by: nameOf(identity) })),
    );

    app.post(
      '/v1/rules/:id/end',
      {
        config: { may: ['admin'] },
        schema: {
          operationId: 'endRule',
          summary: 'End a rule; it is kept',
          params: z.object({ id: Numbered }),
          body: EndRequest,
          response: { 200: RuleItem },
        },
      },
      async ({ params: { id }, body: { why }, caller: { identity } }) =>
        endRule(ledger, { id, why, by: nameOf(identity) }),
    );
  };
}
