import { z } from 'zod';
import { SeaworthyError } from '../../contracts/errors';
import { USUAL_CATEGORIES } from '../../contracts/flags';
import { WorkflowMap } from '../../contracts/http';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { readers } from '../identity/may';

export function mapRoutes({ agents, maps }: Pick<GatewayDeps, 'agents' | 'maps'>) {
  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/workflows/:name/map',
      {
        config: { may: readers, tenants: 'own' }, // it is nobody's
        schema: {
          operationId: 'getMap',
          summary: 'The steps of a workflow, and where each exception leads',
          params: z.object({ name: z.string().max(100) }),
          response: { 200: WorkflowMap },
        },
      },
      async ({ params: { name } }) => {
        const map = Object.hasOwn(maps, name) ? maps[name] : undefined;
        if (!map) throw new SeaworthyError('Workflow.Unknown', `There are: ${Object.keys(maps).join(', ')}.`);
        return { name: map.name, categories: agents[name]?.categories ?? USUAL_CATEGORIES, steps: { ...map.steps } };
      },
    );
  };
}
