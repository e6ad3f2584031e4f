import { workflowTypeOf } from '../../agents/workflow-type-of';
import { z } from 'zod';
import { systemsOf } from '../../agents/systems-of';
import { CostReport, CostRequest, Projection, ProjectionRequest } from '../../contracts/costs';
import { SeaworthyError } from '../../contracts/errors';
import { PriceBook } from '../../integrations/prices/price-book';
import { prices } from '../../integrations/prices/prices';
import { readRates } from '../../ledger/rates';
import { readUsage } from '../../ledger/read-usage';
import type { RunUsage } from '../../ledger/read-usage';
import { capacityOf } from '../costs/capacity';
import { project } from '../costs/project';
import { reportCosts } from '../costs/report-costs';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { readers } from '../identity/may';
import { tenantsOf } from '../identity/tenants';
import { spanOf } from '../parameters';
import { agentNamed } from '../workflow-names';

/** Of a projection: as many as tell anything, and can be drawn from again and again. */
const NEWEST = 5_000;
const USUAL_DAYS = 30;

export function costRoutes({ ledger, agents }: GatewayDeps) {
  const capacity = capacityOf(process.env);
  const named = (name: string, given: unknown) => {
    const agent = agentNamed(agents, name);
    return {
      agent,
      workflow: workflowTypeOf(agent),
      book: given === undefined ? prices() : PriceBook.of(given, 'that was sent'),
      systemOf: (tool: string) => (Object.hasOwn(agent.tools, tool) ? agent.tools[tool]!.system.name : undefined),
    };
  };

  return async (app: Gateway): Promise<void> => {
    app.post(
      '/v1/workflows/:name/cost',
      {
        config: { may: readers, tenants: 'own' },
        schema: {
          operationId: 'getCost',
          summary: 'What the runs that began in a time have cost, exactly, by our price book or by another',
          params: z.object({ name: z.string().max(100) }),
          body: CostRequest,
          response: { 200: CostReport },
        },
      },
      async ({ params: { name }, body, caller }) => {
        const { workflow, book, systemOf } = named(name, body.prices);
        const span = spanOf(body, USUAL_DAYS);
        const usages = readUsage(ledger, { workflow, ...span, ...tenantsOf(caller) });
        const report = await reportCosts(usages, { by: body.by, book, systemOf }).catch(unpriced);
        return { name, since: span.since.toISOString(), until: span.until.toISOString(), ...report };
      },
    );

    app.post(
      '/v1/workflows/:name/projection',
      {
        config: { may: readers, tenants: 'own' },
        schema: {
          operationId: 'projectCost',
          summary: 'What a month of many runs would cost, from those that began in a time and have ended',
          params: z.object({ name: z.string().max(100) }),
          body: ProjectionRequest,
          response: { 200: Projection },
        },
      },
      async ({ params: { name }, body, caller }) => {
        const { agent, workflow, book, systemOf } = named(name, body.prices);
        const span = spanOf(body, USUAL_DAYS);
        const usages: RunUsage[] = [];
        const measured = { workflow, ...span, ...tenantsOf(caller), limit: NEWEST, ended: true };
        for await (const usage of readUsage(ledger, measured)) usages.push(usage);
        const { at, seed } = body;
        const models = agent.models.slice(1);
        const rates = await ratesOf();
        try {
          const told = project(usages, { ...span, ...capacity, book, systemOf, models, rates, at, seed });
          return { name, since: span.since.toISOString(), until: span.until.toISOString(), ...told };
        } catch (error) {
          return unpriced(error);
        }
      },
    );
  };

  /** Requests a second of each system that has a rate, as set or else as declared. */
  async function ratesOf(): Promise<Map<string, number>> {
    const set = await readRates(ledger);
    return new Map(
      systemsOf(agents).flatMap(({ name, rps }) => {
        const rate = set.get(name)?.set ?? rps;
        return rate === undefined || rate === null ? [] : [[name, rate] as const];
      }),
    );
  }
}

/** A model without a price: nothing is told rather than too little. */
function unpriced(error: unknown): never {
  if (error instanceof SeaworthyError || !(error instanceof Error) || !error.message.startsWith('There is no price'))
    throw error;
  throw new SeaworthyError('Input.Invalid', error.message);
}
