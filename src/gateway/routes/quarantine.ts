import { z } from 'zod';
import { systemsOf } from '../../agents/systems-of';
import { KeptAnswer, Quarantine, Replay, ReplayRequest } from '../../contracts/quarantine';
import { closeDrift, listDrifts, listKept, readKept } from '../../ledger/read-quarantine';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { invalid } from '../invalid';
import { All, Numbered } from '../parameters';
import { replayAnswer } from '../replay-answer';

export function quarantineRoutes({ agents, ledger }: GatewayDeps) {
  const systems = systemsOf(agents);

  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/quarantine',
      {
        config: { may: ['operator', 'auditor', 'admin'] },
        schema: {
          operationId: 'listQuarantine',
          summary: 'Answers of systems that did not fit, and in which fields they have drifted from what we know',
          querystring: All,
          response: { 200: Quarantine },
        },
      },
      async ({ query }) => {
        const [drifts, answers] = await Promise.all([
          listDrifts(ledger, { all: query.all === 'true' }),
          listKept(ledger),
        ]);
        return { drifts, answers };
      },
    );

    app.get(
      '/v1/quarantine/:id',
      {
        config: { may: ['operator', 'auditor', 'admin'], reads: 'quarantine' },
        schema: {
          operationId: 'getKeptAnswer',
          summary: 'An answer that did not fit, whole',
          params: z.object({ id: Numbered }),
          response: { 200: KeptAnswer },
        },
      },
      async (request) => {
        const kept = await readKept(ledger, request.params.id);
        await request.recordRead([kept.run]);
        return kept;
      },
    );

    app.post(
      '/v1/quarantine/replay',
      {
        config: { may: ['operator'] },
        schema: {
          operationId: 'replayQuarantine',
          summary: 'Hold answers that were kept against what we know of the system today',
          description:
            'Where all that were kept of a request fit, its drift is over. Runs that have gone another way are not taken back.',
          body: ReplayRequest,
          response: { 200: Replay },
        },
      },
      async ({ body: { system: name, contract } }) => {
        const system = systems.find((each) => each.name === name);
        if (!system) throw invalid([{ path: ['system'], message: `no system ${name}` }]);
        const answers: Replay['answers'] = [];
        for (const { id } of await listKept(ledger, { system: name, contract }))
          answers.push(replayAnswer(system, await readKept(ledger, id)));
        const drifting = (await listDrifts(ledger)).filter((each) => each.system === name);
        const closed = [...new Set(drifting.map((each) => each.contract))].filter((each) => {
          const kept = answers.filter((answer) => answer.contract === each && answer.outcome !== 'erased');
          return kept.length > 0 && kept.every(({ outcome }) => outcome === 'fits');
        });
        for (const each of closed) await closeDrift(ledger, name, each);
        return { answers, closed };
      },
    );
  };
}
