import { z } from 'zod';
import { SeaworthyError } from '../../contracts/errors';
import { Proof, ProofList, ProofRequest } from '../../contracts/proofs';
import { prices } from '../../integrations/prices/prices';
import { listGuidance } from '../../ledger/guidance';
import { nameOf } from '../../ledger/identity';
import { listProofs, readProof, requestProof } from '../../ledger/proofs';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { readers } from '../identity/may';
import { invalid } from '../invalid';
import { Id } from '../parameters';
import { agentNamed } from '../workflow-names';

export function proofRoutes({ ledger, agents }: GatewayDeps) {
  const refuseUnfit = async ({ workflow, guidance, model, tools }: ProofRequest): Promise<void> => {
    const agent = agentNamed(agents, workflow);
    const there = await listGuidance(ledger, { refs: guidance });
    const fits = (ref: string): boolean =>
      there.some((each) => each.ref === ref && each.workflow === workflow && each.state !== 'retired');
    const unknown = guidance.filter((ref) => !fits(ref));
    if (unknown.length > 0)
      throw invalid([{ path: ['guidance'], message: `${workflow} has no ${unknown.join(', ')} that is not retired` }]);
    const undeclared = tools?.filter((tool) => !Object.hasOwn(agent.tools, tool)) ?? [];
    if (undeclared.length > 0)
      throw invalid([{ path: ['tools'], message: `the agent has no ${undeclared.join(', ')}; none can be added` }]);
    if (model !== undefined && !priced(model))
      throw new SeaworthyError('Input.Invalid', `model: there is no price of ${model.slice(0, 60)}.`);
  };

  return async (app: Gateway): Promise<void> => {
    app.post(
      '/v1/proofs',
      {
        config: { may: ['operator', 'admin'] },
        schema: {
          operationId: 'prove',
          summary:
            'Hold a candidate against what is in force, on recorded cases and past good runs; no system is touched',
          body: ProofRequest,
          response: { 202: Proof },
        },
      },
      async ({ body, caller: { identity } }, reply) => {
        await refuseUnfit(body);
        const { workflow, why, repeats, sample, margin, seed, ...candidate } = body;
        const agentVersion = agentNamed(agents, workflow).version;
        const settings = { repeats, sample, margin, seed };
        const asked = { workflow, agentVersion, candidate, settings, by: nameOf(identity), why };
        return reply.code(202).send(await requestProof(ledger, asked));
      },
    );

    app.get(
      '/v1/proofs',
      {
        config: { may: readers },
        schema: {
          operationId: 'listProofs',
          summary: 'What was proved, the newest first',
          querystring: z.object({ workflow: z.string().max(100).optional() }),
          response: { 200: ProofList },
        },
      },
      async ({ query: { workflow } }) => ({ proofs: await listProofs(ledger, workflow ? { workflow } : {}) }),
    );

    app.get(
      '/v1/proofs/:id',
      {
        config: { may: readers },
        schema: {
          operationId: 'getProof',
          summary: 'How far a proof is, and what it has shown',
          params: Id,
          response: { 200: Proof },
        },
      },
      async ({ params: { id } }) => readProof(ledger, id),
    );
  };
}

function priced(model: string): boolean {
  try {
    prices().pricesOf(model);
    return true;
  } catch {
    return false;
  }
}
