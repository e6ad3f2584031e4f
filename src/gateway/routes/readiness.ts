import { z } from 'zod';
import { workflowTypeOf } from '../../agents/workflow-type-of';
import { Advice } from '../../contracts/advice';
import {
  AdmissionItem,
  AdmissionList,
  AdmissionRequest,
  Environment,
  ReadinessReport,
  WaiverList,
  WaiverRequest,
} from '../../contracts/readiness';
import type { Agent } from '../../agents/define-agent';
import { SeaworthyError } from '../../contracts/errors';
import type { MapData } from '../../contracts/map';
import { listAdmissions } from '../../ledger/admissions';
import { nameOf } from '../../ledger/identity';
import { readWaivers, waiveCriterion } from '../../ledger/waivers';
import { readStepVisits } from '../../ledger/step-visits';
import { admit } from '../../readiness/admit';
import { adviseStep } from '../../readiness/advise-step';
import { assess } from '../../readiness/assess';
import { criteria } from '../../readiness/criteria';
import { readEvidence } from '../../readiness/read-evidence';
import { Verifying } from '../../readiness/verify-now';
import { capacityOf } from '../costs/capacity';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { readers } from '../identity/may';
import { invalid } from '../invalid';
import { Span, spanOf } from '../parameters';
import { agentNamed } from '../workflow-names';

const Named = z.object({ name: z.string().max(100) });
const Asked = z.object({
  environment: Environment.default('production'),
  at: z.coerce.number().int().min(1).max(1_000_000_000).optional().describe('runs a month; else those it declares'),
});

/** Of all tenants together, hence not for whoever acts for some only. */
export function readinessRoutes({ ledger, keys, agents, maps, checkpoints }: GatewayDeps) {
  const verifying = new Verifying(ledger, checkpoints);
  const capacity = capacityOf(process.env);
  const prometheus = process.env['SEAWORTHY_PROMETHEUS'];

  const known = (name: string): { agent: Agent; map: MapData } => {
    const agent = agentNamed(agents, name);
    const map = maps[name];
    if (!map) throw new SeaworthyError('Workflow.Unknown', `${name} has no map here.`);
    return { agent, map };
  };
  const report = async (name: string, { environment, at }: z.infer<typeof Asked>): Promise<ReadinessReport> => {
    const evidence = await readEvidence(ledger, { ...known(name), agents, capacity, at, prometheus, verifying });
    const [waivers, admissions] = await Promise.all([readWaivers(ledger, name), listAdmissions(ledger, name)]);
    const admission = admissions.find((each) => each.environment === environment) ?? null;
    return assess(evidence, { environment, waivers, admission });
  };

  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/workflows/:name/advice',
      {
        config: { may: readers },
        schema: {
          operationId: 'getAdvice',
          summary:
            "Whether a step of the agent's is worth splitting off into an agent of its own, from what its visits show",
          params: Named,
          querystring: Span,
          response: { 200: Advice },
        },
      },
      async ({ params: { name }, query }) => {
        const { agent, map } = known(name);
        const { since, until } = spanOf(query, 90);
        const visits = await readStepVisits(ledger, { workflow: workflowTypeOf(agent), since, until });
        const steps = Object.entries(map.steps)
          .filter(([, { kind }]) => kind === 'agent')
          .map(([step]) =>
            adviseStep(
              step,
              visits.filter((visit) => visit.step === step),
            ),
          );
        return { name, since: since.toISOString(), until: until.toISOString(), steps };
      },
    );

    app.get(
      '/v1/workflows/:name/readiness',
      {
        config: { may: readers },
        schema: {
          operationId: 'getReadiness',
          summary: 'Whether a workflow is fit for production, by evidence; the whole ledger is verified for it',
          params: Named,
          querystring: Asked,
          response: { 200: ReadinessReport },
        },
      },
      ({ params: { name }, query }) => report(name, query),
    );

    app.post(
      '/v1/workflows/:name/waivers',
      {
        config: { may: ['admin'] },
        schema: {
          operationId: 'waive',
          summary: 'Say that a criterion need not hold until then, and answer for it; the ledger keeps who and why',
          params: Named,
          body: WaiverRequest,
          response: { 200: WaiverList.describe('those in force') },
        },
      },
      async ({ params: { name }, body: { criterion, until, why }, caller }) => {
        agentNamed(agents, name);
        const ids = criteria.map(({ id }) => id as string);
        if (!ids.includes(criterion)) throw invalid([{ path: ['criterion'], message: `none of ${ids.join(', ')}` }]);
        const end = until === null ? '' : new Date(until).toISOString();
        if (end && Date.parse(end) <= Date.now())
          throw invalid([{ path: ['until'], message: 'is over already; null takes a waiver back' }]);
        await waiveCriterion(ledger, { workflow: name, criterion, until: end, why, by: nameOf(caller.identity) });
        return { waivers: await readWaivers(ledger, name) };
      },
    );

    app.get(
      '/v1/workflows/:name/admissions',
      {
        config: { may: readers },
        schema: {
          operationId: 'listAdmissions',
          summary:
            'Where a workflow may run that runs only when it is admitted: the last admission for each environment',
          params: Named,
          response: { 200: AdmissionList },
        },
      },
      async ({ params: { name } }) => {
        agentNamed(agents, name);
        return { admissions: await listAdmissions(ledger, name) };
      },
    );

    app.post(
      '/v1/workflows/:name/admissions',
      {
        config: { may: ['admin'] },
        schema: {
          operationId: 'admit',
          summary:
            'Let a workflow run in an environment, in the version that it has now; refused while a criterion does not hold',
          params: Named,
          body: AdmissionRequest,
          response: { 201: AdmissionItem.describe('signed; it ends with the first waiver that it rests on') },
        },
      },
      async ({ params: { name }, body, caller }, reply) => {
        const { environment } = body;
        const told = await report(name, { environment });
        const by = nameOf(caller.identity);
        return reply.code(201).send(await admit({ ledger, keys }, { ...known(name), report: told, asked: body, by }));
      },
    );
  };
}
