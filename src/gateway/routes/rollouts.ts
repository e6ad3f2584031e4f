import { z } from 'zod';
import { SeaworthyError } from '../../contracts/errors';
import { EndRequest } from '../../contracts/operations';
import { Rollout, RolloutList, RolloutRequest } from '../../contracts/rollouts';
import { listGuidance } from '../../ledger/guidance';
import { nameOf } from '../../ledger/identity';
import { readProof } from '../../ledger/proofs';
import { endRollout, listRollouts, readRollout, startRollout } from '../../ledger/rollouts';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { readers } from '../identity/may';
import { Numbered } from '../parameters';
import { agentNamed } from '../workflow-names';

const Which = z.object({ id: Numbered });

export function rolloutRoutes({ ledger, agents }: GatewayDeps) {
  /** What was shown to be worse goes nowhere, and neither does what was not shown of the agent as it is. */
  const provedCandidate = async (id: string) => {
    const proof = await readProof(ledger, id);
    const refused = (why: string): SeaworthyError => new SeaworthyError('Rollout.Refused', why);
    if (!proof.report) throw refused(`Proof ${id} is not done.`);
    const { verdict, why } = proof.report;
    if (verdict === 'worse' || verdict === 'no-verdict') throw refused(`Its proof says ${verdict}: ${why}`);
    const { version } = agentNamed(agents, proof.workflow);
    if (version !== proof.agentVersion)
      throw refused(`It was proved with version ${proof.agentVersion} of the agent, which is ${version} by now.`);
    const retired = (await listGuidance(ledger, { refs: proof.candidate.guidance })).find(
      ({ state }) => state === 'retired',
    );
    if (retired) throw refused(`Guidance ${retired.ref} is retired.`);
    return proof;
  };

  return async (app: Gateway): Promise<void> => {
    app.post(
      '/v1/rollouts',
      {
        config: { may: ['operator', 'admin'] },
        schema: {
          operationId: 'startRollout',
          summary: 'Give a proved candidate to a share of new runs, to be promoted or rolled back by a rule',
          body: RolloutRequest,
          response: { 201: Rollout },
        },
      },
      async ({ body, caller: { identity } }, reply) => {
        const { proof: id, why, ...settings } = body;
        const { workflow, agentVersion, candidate } = await provedCandidate(id);
        const asked = { proof: id, workflow, agentVersion, candidate, settings, by: nameOf(identity), why };
        return reply.code(201).send(await startRollout(ledger, asked));
      },
    );

    app.get(
      '/v1/rollouts',
      {
        config: { may: readers },
        schema: {
          operationId: 'listRollouts',
          summary: 'Canaries and what became of them, the newest first',
          querystring: z.object({ workflow: z.string().max(100).optional() }),
          response: { 200: RolloutList },
        },
      },
      async ({ query: { workflow } }) => ({ rollouts: await listRollouts(ledger, workflow ? { workflow } : {}) }),
    );

    app.get(
      '/v1/rollouts/:id',
      {
        config: { may: readers },
        schema: {
          operationId: 'getRollout',
          summary: 'How a canary compares with the other runs',
          params: Which,
          response: { 200: Rollout },
        },
      },
      async ({ params: { id } }) => readRollout(ledger, id),
    );

    for (const [verb, to, operationId, summary] of [
      ['promote', 'promoted', 'promoteRollout', 'Promote a canary before its horizon'],
      ['rollback', 'rolled-back', 'rollBackRollout', 'Give the candidate to no run that begins from now on'],
    ] as const)
      app.post(
        `/v1/rollouts/:id/${verb}`,
        {
          config: { may: ['operator', 'admin'] },
          schema: { operationId, summary, params: Which, body: EndRequest, response: { 200: Rollout } },
        },
        async ({ params: { id }, body: { why }, caller: { identity } }) => {
          await endRollout(ledger, id, { to, why, by: nameOf(identity) });
          return readRollout(ledger, id);
        },
      );
  };
}
