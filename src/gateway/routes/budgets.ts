import { BudgetList, BudgetRequest } from '../../contracts/budgets';
import { listBudgets, setBudget } from '../../ledger/budgets';
import { nameOf } from '../../ledger/identity';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { readers } from '../identity/may';
import { tenantsOf } from '../identity/tenants';
import { invalid } from '../invalid';

export function budgetRoutes({ agents, ledger }: GatewayDeps) {
  /** The budget of a name nobody has would hold nothing. */
  const refuseUnknown = ({ scope, name }: BudgetRequest): void => {
    const known = Object.values(agents).map((agent) => agent.name);
    if (scope === 'workflow-month' && !known.includes(name))
      throw invalid([{ path: ['name'], message: `no workflow ${name}; there are: ${known.join(', ')}` }]);
  };

  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/budgets',
      {
        config: { may: readers, tenants: 'own' },
        schema: {
          operationId: 'listBudgets',
          summary:
            'What may be spent on models this month, what is, and the calls of which nobody knows what they cost',
          response: { 200: BudgetList },
        },
      },
      async ({ caller }) => listBudgets(ledger, tenantsOf(caller)),
    );

    app.put(
      '/v1/budgets',
      {
        config: { may: ['operator', 'admin'] },
        schema: {
          operationId: 'setBudget',
          summary:
            'Set what a workflow or a tenant may spend on models in a month, at once; calls under way are not broken off',
          body: BudgetRequest,
          response: { 200: BudgetList },
        },
      },
      async ({ body, caller }) => {
        refuseUnknown(body);
        await setBudget(ledger, { ...body, by: nameOf(caller.identity) });
        return listBudgets(ledger, tenantsOf(caller));
      },
    );
  };
}
