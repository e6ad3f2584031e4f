import { workflowTypeOf } from '../../agents/workflow-type-of';
import { z } from 'zod';
import { CaseList } from '../../contracts/cases';
import { SeaworthyError } from '../../contracts/errors';
import { FlagItem, FlagList, FlagRequest, FlagStatus, ReviewRequest } from '../../contracts/flags';
import { EndRequest } from '../../contracts/operations';
import { listCases, retireCase, tenantOfCase } from '../../ledger/cases';
import { flagEntry } from '../../ledger/flag-entry';
import { nameOf } from '../../ledger/identity';
import { countOpenFlags, listFlags, readFlag } from '../../ledger/list-flags';
import type { FlagRecord } from '../../ledger/list-flags';
import { ownFlag, reviewFlag } from '../../ledger/review-flag';
import type { Gateway } from '../create-gateway';
import { decodeCursor, encodeCursor } from '../cursor';
import type { GatewayDeps } from '../deps';
import { caseOf } from '../feedback/case-of';
import { requireCategory } from '../feedback/require-category';
import type { Caller } from '../identity/caller';
import { readers } from '../identity/may';
import type { May } from '../identity/may';
import { actsFor, tenantsOf } from '../identity/tenants';
import { invalid } from '../invalid';
import { knownRun } from '../known-run';
import { All, Id } from '../parameters';
import { agentNamed, workflowNamed } from '../workflow-names';

const reviewers: May = ['reviewer', 'operator', 'admin'];
const Workflow = z.string().max(100).optional();

export function flagRoutes(deps: GatewayDeps) {
  const { ledger, agents } = deps;
  const tell = ({ tenant: _, ...flag }: FlagRecord): FlagItem => ({
    ...flag,
    workflow: workflowNamed(agents, flag.workflow),
  });
  const known = async (id: string, caller: Caller): Promise<FlagRecord> => {
    const flag = await readFlag(ledger, id);
    if (!flag || !actsFor(caller, flag.tenant))
      throw new SeaworthyError('Flag.Unknown', `Flag ${id.slice(0, 60)} is not in the ledger.`);
    return flag;
  };
  const typeOf = (name: string | undefined): { workflow?: string } =>
    name === undefined ? {} : { workflow: workflowTypeOf(agentNamed(agents, name)) };

  return async (app: Gateway): Promise<void> => {
    app.post(
      '/v1/runs/:id/flags',
      {
        config: { may: readers, tenants: 'own' },
        schema: {
          operationId: 'flag',
          summary: 'Say what was wrong with an output of a run; it is kept, and changes nothing of the run',
          params: Id,
          body: FlagRequest,
          response: { 201: FlagItem },
        },
      },
      async ({ params: { id }, body, caller }, reply) => {
        const run = await knownRun(ledger, id, caller);
        requireCategory(agents, run.workflow, body.category);
        const flag = await flagEntry(ledger, id, body, { by: nameOf(caller.identity) });
        if (!flag) throw invalid([{ path: ['entry'], message: `the run has no entry ${body.entry}` }]);
        return reply.code(201).send(tell((await readFlag(ledger, flag))!));
      },
    );

    app.get(
      '/v1/flags',
      {
        config: { may: readers, tenants: 'own', reads: 'feedback' },
        schema: {
          operationId: 'listFlags',
          summary: 'What was said to be wrong, that which has waited longest first',
          querystring: z.object({
            status: FlagStatus.default('open'),
            workflow: Workflow,
            limit: z.coerce.number().int().min(1).max(100).default(50),
            cursor: z.string().max(200).optional(),
          }),
          response: { 200: FlagList },
        },
      },
      async (request) => {
        const { caller, query } = request;
        const { status, workflow, limit, cursor } = query;
        const filter = { status, limit, ...typeOf(workflow), ...tenantsOf(caller) };
        const [{ flags, next }, open] = await Promise.all([
          listFlags(ledger, { ...filter, ...(cursor ? { after: decodeCursor(cursor) } : {}) }),
          countOpenFlags(ledger, tenantsOf(caller)),
        ]);
        await request.recordRead(flags.map(({ run }) => run));
        return { flags: flags.map(tell), next: next && encodeCursor(next), ...open };
      },
    );

    app.get(
      '/v1/flags/:id',
      {
        config: { may: readers, tenants: 'own', reads: 'feedback' },
        schema: {
          operationId: 'getFlag',
          summary: 'A flag, and what became of it',
          params: Id,
          response: { 200: FlagItem },
        },
      },
      async (request) => {
        const flag = await known(request.params.id, request.caller);
        await request.recordRead([flag.run]);
        return tell(flag);
      },
    );

    app.post(
      '/v1/flags/:id/own',
      {
        config: { may: reviewers, tenants: 'own' },
        schema: { operationId: 'ownFlag', summary: 'Take care of a flag', params: Id, response: { 200: FlagItem } },
      },
      async ({ params: { id }, caller }) => {
        await known(id, caller);
        await ownFlag(ledger, id, nameOf(caller.identity));
        return tell(await known(id, caller));
      },
    );

    app.post(
      '/v1/flags/:id/review',
      {
        config: { may: reviewers, tenants: 'own' },
        schema: {
          operationId: 'reviewFlag',
          summary: 'Confirm a flag, which makes a case of it, reject it, or merge it into another',
          params: Id,
          body: ReviewRequest,
          response: { 200: FlagItem },
        },
      },
      async ({ params: { id }, body, caller }) => {
        const flag = await known(id, caller);
        if (body.review === 'merged') await known(body.into, caller);
        if (body.review === 'confirmed' && body.category) requireCategory(agents, flag.workflow, body.category);
        const { why, ...review } = body;
        const made = review.review === 'confirmed' ? { ...review, case: caseOf(deps, flag, review.case) } : review;
        await reviewFlag(ledger, id, made, { by: nameOf(caller.identity), why });
        return tell(await known(id, caller));
      },
    );

    app.get(
      '/v1/cases',
      {
        config: { may: readers, tenants: 'own', reads: 'feedback' },
        schema: {
          operationId: 'listCases',
          summary: 'What steps have to do when they are given what they were given in a run',
          querystring: All.extend({ workflow: Workflow }),
          response: { 200: CaseList },
        },
      },
      async (request) => {
        const { caller, query } = request;
        const cases = await listCases(ledger, {
          ...typeOf(query.workflow),
          ...tenantsOf(caller),
          all: query.all === 'true',
        });
        await request.recordRead(cases.map(({ run }) => run));
        return { cases: cases.map((each) => ({ ...each, workflow: workflowNamed(agents, each.workflow) })) };
      },
    );

    app.post(
      '/v1/cases/:id/retire',
      {
        config: { may: reviewers, tenants: 'own' },
        schema: {
          operationId: 'retireCase',
          summary: 'Ask a case of no candidate any more; it is kept',
          params: Id,
          body: EndRequest,
          response: { 200: z.object({ case: z.string() }) },
        },
      },
      async ({ params: { id }, body: { why }, caller }) => {
        const tenant = await tenantOfCase(ledger, id);
        if (tenant === undefined || !actsFor(caller, tenant))
          throw new SeaworthyError('Case.Unknown', `There is no case ${id.slice(0, 60)}.`);
        await retireCase(ledger, id, { why, by: nameOf(caller.identity) });
        return { case: id };
      },
    );
  };
}
