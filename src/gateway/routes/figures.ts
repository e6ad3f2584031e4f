import { workflowTypeOf } from '../../agents/workflow-type-of';
import { z } from 'zod';
import { FeedbackFigures } from '../../contracts/feedback';
import { Completeness, Overview, WorkflowFigures } from '../../contracts/figures';
import { countRunsByWorkflow } from '../../ledger/count-runs-by-workflow';
import { feedbackFigures } from '../../ledger/feedback-figures';
import { readOverview } from '../../ledger/overview';
import { workflowFigures } from '../../ledger/workflow-figures';
import { checkCompleteness } from '../check-completeness';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { readers } from '../identity/may';
import { tenantsOf } from '../identity/tenants';
import { Span, spanOf } from '../parameters';
import { agentNamed } from '../workflow-names';

const DAY_MS = 86_400_000;
const Days = (most: number, usual: number) =>
  z.object({ days: z.coerce.number().int().min(1).max(most).default(usual).describe('how far to look back') });

export function figureRoutes({ ledger, agents, maps }: GatewayDeps) {
  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/workflows/:name/figures',
      {
        config: { may: readers, tenants: 'own' },
        schema: {
          operationId: 'getFigures',
          summary: 'How often, how long and for how much the steps of a workflow were gone through lately',
          params: z.object({ name: z.string().max(100) }),
          querystring: Span,
          response: { 200: WorkflowFigures },
        },
      },
      async ({ params: { name }, query, caller }) => {
        const workflow = workflowTypeOf(agentNamed(agents, name));
        const { since, until } = spanOf(query, 7);
        const figures = await workflowFigures(ledger, { workflow, since, until, ...tenantsOf(caller) });
        return { name, since: since.toISOString(), until: until.toISOString(), ...figures };
      },
    );

    app.get(
      '/v1/workflows/:name/feedback',
      {
        config: { may: readers, tenants: 'own' },
        schema: {
          operationId: 'getFeedbackFigures',
          summary:
            'How often runs were flagged, edited or went straight through, by version and step, and what became of it',
          params: z.object({ name: z.string().max(100) }),
          querystring: Span,
          response: { 200: FeedbackFigures },
        },
      },
      async ({ params: { name }, query, caller }) => {
        const workflow = workflowTypeOf(agentNamed(agents, name));
        const { since, until } = spanOf(query, 30);
        const figures = await feedbackFigures(ledger, { name, workflow, since, until, ...tenantsOf(caller) });
        return { name, since: since.toISOString(), until: until.toISOString(), ...figures };
      },
    );

    app.get(
      '/v1/workflows/:name/completeness',
      {
        config: { may: ['auditor', 'admin'], tenants: 'own' },
        schema: {
          operationId: 'checkCompleteness',
          summary:
            'Whether the ledger says of each model and tool call what went in, what came out, why, how it was judged, how long it took and what it cost',
          params: z.object({ name: z.string().max(100) }),
          querystring: Span,
          response: { 200: Completeness },
        },
      },
      async ({ params: { name }, query, caller }) => {
        const workflow = workflowTypeOf(agentNamed(agents, name));
        return checkCompleteness(ledger, { workflow, ...spanOf(query, 7), ...tenantsOf(caller) });
      },
    );

    app.get(
      '/v1/overview',
      {
        config: { may: readers, tenants: 'own' },
        schema: {
          operationId: 'getOverview',
          summary: 'How runs stand, and how it went by day',
          querystring: Days(90, 14),
          response: { 200: Overview },
        },
      },
      async ({ query: { days }, caller }) => {
        const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
        const since = new Date(today - (days - 1) * DAY_MS);
        const [overview, runs] = await Promise.all([
          readOverview(ledger, { since, ...tenantsOf(caller) }),
          countRunsByWorkflow(ledger, { since, ...tenantsOf(caller) }),
        ]);
        const runsOf = (name: string): number => runs.get(workflowTypeOf({ name })) ?? 0;
        const workflows = Object.keys(maps).sort((a, b) => runsOf(b) - runsOf(a));
        return { workflows, since: since.toISOString(), ...overview };
      },
    );
  };
}
