import { z } from 'zod';
import { GuidanceList, GuidanceProposed, GuidanceRequest } from '../../contracts/guidance';
import { EndRequest } from '../../contracts/operations';
import { listGuidance, proposeGuidance, retireGuidance } from '../../ledger/guidance';
import { nameOf } from '../../ledger/identity';
import { findIbans } from '../../masking/find-ibans';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { meet, relate } from '../feedback/relate';
import { readers } from '../identity/may';
import { invalid } from '../invalid';
import { All, Id } from '../parameters';
import { agentNamed } from '../workflow-names';

/** What a prompt has room for. */
const MOST_IN_FORCE = 50;

export function guidanceRoutes({ ledger, agents, maps }: GatewayDeps) {
  const refuseUnfit = ({ workflow, step, text }: GuidanceRequest, inForce: number): void => {
    agentNamed(agents, workflow);
    const steps = maps[workflow]?.steps ?? {};
    const ofAgents = Object.keys(steps).filter((each) => steps[each]!.kind === 'agent');
    if (step !== null && !ofAgents.includes(step))
      throw invalid([{ path: ['step'], message: `an agent is told guidance in: ${ofAgents.join(', ')}` }]);
    if (findIbans(text).length > 0)
      throw invalid([{ path: ['text'], message: 'it holds an account number, which no model is to be shown' }]);
    if (inForce >= MOST_IN_FORCE)
      throw invalid([{ path: ['workflow'], message: `it has ${inForce} rules: retire one that is not needed` }]);
  };

  return async (app: Gateway): Promise<void> => {
    app.post(
      '/v1/guidance',
      {
        config: { may: ['operator', 'admin'] },
        schema: {
          operationId: 'proposeGuidance',
          summary: 'Propose what an agent is to be told; no run is told it before it was proved and rolled out',
          body: GuidanceRequest,
          response: { 201: GuidanceProposed },
        },
      },
      async ({ body, caller: { identity } }, reply) => {
        const there = await listGuidance(ledger, { workflow: body.workflow });
        refuseUnfit(body, there.filter(({ state, id }) => state === 'active' && id !== body.id).length);
        const made = await proposeGuidance(ledger, { ...body, by: nameOf(identity) });
        const meets = there
          .filter((other) => other.id !== made.id && meet(made, other))
          .map((guidance) => ({ guidance, relation: relate(made.text, guidance.text) }));
        return reply.code(201).send({ ...made, meets });
      },
    );

    app.get(
      '/v1/guidance',
      {
        config: { may: readers },
        schema: {
          operationId: 'listGuidance',
          summary: 'What agents are told and what is proposed; or all there has been',
          querystring: All.extend({ workflow: z.string().max(100).optional() }),
          response: { 200: GuidanceList },
        },
      },
      async ({ query: { workflow, all } }) => ({
        guidance: await listGuidance(ledger, { ...(workflow ? { workflow } : {}), all: all === 'true' }),
      }),
    );

    app.post(
      '/v1/guidance/:id/retire',
      {
        config: { may: ['operator', 'admin'] },
        schema: {
          operationId: 'retireGuidance',
          summary: 'Tell it to no run that begins from now on',
          params: Id,
          body: EndRequest,
          response: { 200: z.object({ guidance: z.string() }) },
        },
      },
      async ({ params: { id }, body: { why }, caller: { identity } }) => {
        await retireGuidance(ledger, id, { why, by: nameOf(identity) });
        return { guidance: id };
      },
    );
  };
}
