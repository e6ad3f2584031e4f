import { ErasureItem, ErasureRequest, PersonPage, PersonSearch } from '../../contracts/erasures';
import { textOf } from '../../integrations/documents';
import { countRuns } from '../../ledger/list-runs';
import { eraseRun, readErasable } from '../../ledger/erasures';
import type { Erasable } from '../../ledger/erasures';
import { nameOf } from '../../ledger/identity';
import { searchRuns } from '../../ledger/search-runs';
import { soughtPerson } from '../../masking/sought';
import { againstErasing } from '../against-erasing';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { finish } from '../finish-erasures';
import { Id } from '../parameters';

/** Of one look for a person: whoever looks asks again for the rest. */
const LOOK_MS = 3_000;

export function erasureRoutes(deps: GatewayDeps) {
  const { ledger, agents } = deps;
  const tell = (erasable: Erasable): ErasureItem => {
    const { run, name, status, end, endedAt, documents, erased } = erasable;
    const against = erased ? undefined : againstErasing(agents, erasable);
    return {
      ...{ run, name, status, end, documents },
      endedAt: endedAt?.toISOString() ?? null,
      against: against ? { code: against.code, detail: against.message } : null,
      erased: erased && { ...erased, at: erased.at.toISOString() },
    };
  };

  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/runs/:id/erasure',
      {
        config: { may: ['admin', 'auditor'], reads: 'erasure' },
        schema: {
          operationId: 'getErasure',
          summary: 'What would be erased with a run, what is against it, or who erased it and why',
          params: Id,
          response: { 200: ErasureItem },
        },
      },
      async (request) => {
        const erasable = await readErasable(ledger, request.params.id);
        await request.recordRead([erasable.run]);
        return tell(erasable);
      },
    );

    app.post(
      '/v1/runs/:id/erasure',
      {
        config: { may: ['admin'] },
        schema: {
          operationId: 'erase',
          summary: 'Destroy for good what a run holds; what is against it refuses it',
          params: Id,
          body: ErasureRequest,
          response: { 201: ErasureItem },
        },
      },
      async ({ params: { id }, body: { why, person }, caller: { identity }, log }, reply) => {
        await eraseRun(
          ledger,
          { run: id, by: nameOf(identity), why, person: person && soughtPerson(person).plain },
          (erasable) => {
            const against = againstErasing(agents, erasable);
            if (against) throw against;
          },
        );
        // It is resolved: what fails now is tried again until it is done.
        await finish(deps, id).catch((error: unknown) => log.warn(error));
        return reply.code(201).send(tell(await readErasable(ledger, id)));
      },
    );

    app.post(
      '/v1/erasures/search',
      {
        config: { may: ['admin'], reads: 'search' },
        schema: {
          operationId: 'findPerson',
          summary: 'Runs that hold a person, for some seconds; ask again for the rest',
          body: PersonSearch,
          response: { 200: PersonPage },
        },
      },
      async (request) => {
        const { person, after = '' } = request.body;
        const { pattern } = soughtPerson(person);
        const matches = (text: string): boolean => pattern.test(text.normalize('NFC'));
        const { runs, ...rest } = await searchRuns(ledger, { matches, textOf, after, ms: LOOK_MS });
        await request.recordRead(runs);
        const found: ErasureItem[] = [];
        for (const run of runs) found.push(tell(await readErasable(ledger, run)));
        return { ...rest, of: await countRuns(ledger), found };
      },
    );
  };
}
