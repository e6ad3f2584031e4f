import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { SeaworthyError } from '../../contracts/errors';
import { FlagLink, FlagLinkRequest, LinkedFlagRequest } from '../../contracts/flags';
import { KeyError } from '../../integrations/keys/key-ring';
import { flagEntry } from '../../ledger/flag-entry';
import { readRun } from '../../ledger/list-runs';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { requireCategory } from '../feedback/require-category';
import { readers } from '../identity/may';
import { invalid } from '../invalid';
import { knownRun } from '../known-run';
import { Id } from '../parameters';

const DAY_S = 86_400;

/** What a link says; `jti` makes it good for one flag. */
const Claims = z.object({ run: z.string(), entry: z.int(), jti: z.string(), exp: z.int() });

export function flagLinkRoutes({ ledger, agents, keys }: GatewayDeps) {
  const claimsIn = async (token: string): Promise<z.infer<typeof Claims>> => {
    const refused = (): never => {
      throw new SeaworthyError('Identity.Refused', 'The link does not hold, or no longer: ask for another.');
    };
    const claims = await keys.verify('flag', token).catch((error: unknown) => {
      if (error instanceof KeyError) return refused();
      throw error;
    });
    const parsed = Claims.safeParse(claims);
    return parsed.success && parsed.data.exp > Date.now() / 1000 ? parsed.data : refused();
  };

  return async (app: Gateway): Promise<void> => {
    app.post(
      '/v1/runs/:id/flag-links',
      {
        config: { may: readers, tenants: 'own' },
        schema: {
          operationId: 'makeFlagLink',
          summary: 'A token by which somebody else, such as the supplier, may flag an entry of a run, once',
          params: Id,
          body: FlagLinkRequest,
          response: { 201: FlagLink },
        },
      },
      async ({ params: { id }, body: { entry, days }, caller }, reply) => {
        const { seq } = await knownRun(ledger, id, caller);
        if (entry > seq) throw invalid([{ path: ['entry'], message: `the run has no entry ${entry}` }]);
        const exp = Math.floor(Date.now() / 1000) + days * DAY_S;
        const token = await keys.sign('flag', { run: id, entry, jti: randomUUID(), exp });
        return reply.code(201).send({ token, expires: new Date(exp * 1000).toISOString() });
      },
    );

    app.post(
      '/v1/linked-flags',
      {
        config: { may: 'everyone' },
        schema: {
          operationId: 'flagByLink',
          summary: 'Say what was wrong, by a link; nothing of the run is told',
          body: LinkedFlagRequest,
          response: { 201: z.object({ flag: z.string() }) },
        },
      },
      async ({ body: { token, category, correction } }, reply) => {
        const { run: id, entry, jti } = await claimsIn(token);
        const run = await readRun(ledger, id);
        if (run) requireCategory(agents, run.workflow, category);
        const said = { entry, category, severity: 'medium', correction } as const;
        const flag = await flagEntry(ledger, id, said, { by: 'by link', origin: 'supplier', once: jti });
        if (!flag) throw new SeaworthyError('Run.Unknown', 'The run is not in the ledger any more.');
        return reply.code(201).send({ flag });
      },
    );
  };
}
