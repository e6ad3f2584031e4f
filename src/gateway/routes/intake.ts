import { z } from 'zod';
import { IntakeList, IntakeOutcome } from '../../contracts/intake';
import { listIntake } from '../../ledger/intake';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { readers } from '../identity/may';
import { tenantsOf } from '../identity/tenants';

export function intakeRoutes({ ledger }: GatewayDeps) {
  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/intake',
      {
        config: { may: readers, tenants: 'own' },
        schema: {
          operationId: 'listIntake',
          summary: 'What came in by mailbox and drop folder, and what became of it, newest first',
          querystring: z.object({
            outcome: IntakeOutcome.optional(),
            limit: z.coerce.number().int().min(1).max(100).default(50),
          }),
          response: { 200: IntakeList },
        },
      },
      async ({ caller, query: { outcome, limit } }) => {
        const items = await listIntake(ledger, { limit, ...tenantsOf(caller), ...(outcome ? { outcome } : {}) });
        return { items: items.map((item) => ({ ...item, at: item.at.toISOString() })) };
      },
    );
  };
}
