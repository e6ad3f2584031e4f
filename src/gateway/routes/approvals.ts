import { z } from 'zod';
import { SeaworthyError } from '../../contracts/errors';
import { ApprovalItem, ApprovalList, ApprovalStatus, DecisionReceived, DecisionRequest } from '../../contracts/http';
import type { ApprovalId } from '../../contracts/ids';
import { faultPoint } from '../../fault-point';
import { decide } from '../../ledger/decide';
import { nameOf } from '../../ledger/identity';
import { countOpen, pageApprovals, readApproval } from '../../ledger/list-approvals';
import type { ApprovalRecord } from '../../ledger/list-approvals';
import { checkDecision } from '../check-decision';
import type { Gateway } from '../create-gateway';
import { decodeCursor, encodeCursor } from '../cursor';
import type { GatewayDeps } from '../deps';
import type { Caller } from '../identity/caller';
import { readers } from '../identity/may';
import { actsFor, tenantsOf } from '../identity/tenants';
import { Id } from '../parameters';
import { showApprovals } from '../show-approval';
import { signalRun, updateRun } from '../wake-run';

export function approvalRoutes(deps: GatewayDeps) {
  const known = async (id: string, caller: Caller): Promise<ApprovalRecord> => {
    const approval = await readApproval(deps.ledger, id);
    if (!approval || !actsFor(caller, approval.tenant))
      throw new SeaworthyError('Approval.Unknown', `Approval ${id.slice(0, 60)} is not in the ledger.`);
    return approval;
  };

  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/approvals',
      {
        config: { may: readers, tenants: 'own', reads: 'approvals' },
        schema: {
          operationId: 'listApprovals',
          summary: 'Questions put to people, those that have waited longest first',
          querystring: z.object({
            status: ApprovalStatus.default('open'),
            role: z
              .string()
              .regex(/^[\w-]{1,100}$/)
              .optional(),
            run: Id.shape.id.optional(),
            mine: z
              .enum(['true', 'false'])
              .default('false')
              .describe('only those put to a role of yours, or delegated to you'),
            limit: z.coerce.number().int().min(1).max(100).default(50),
            cursor: z.string().max(200).optional(),
          }),
          response: { 200: ApprovalList },
        },
      },
      async (request) => {
        const { caller, query } = request;
        const { status, role, run, mine, limit, cursor } = query;
        const [page, open] = await Promise.all([
          pageApprovals(deps.ledger, {
            status,
            limit,
            ...tenantsOf(caller),
            ...(role ? { role } : {}),
            ...(run ? { run } : {}),
            ...(mine === 'true' ? { mine: caller.roles } : {}),
            ...(cursor ? { after: decodeCursor(cursor) } : {}),
          }),
          countOpen(deps.ledger, { roles: caller.roles, ...tenantsOf(caller) }),
        ]);
        const shown = await showApprovals(deps, page.approvals, caller);
        const approvals =
          mine === 'true' ? shown.filter((item) => item.yours || caller.roles.includes(item.role)) : shown;
        await request.recordRead(approvals.map((item) => item.run));
        const next = page.next && encodeCursor(page.next);
        const filter = { status, mine, ...(role ? { role } : {}), ...(run ? { run } : {}) };
        const again = new URLSearchParams({ ...filter, limit: String(limit), cursor: next ?? '' });
        return {
          approvals,
          next,
          open,
          links: { next: next && `/v1/approvals?${again.toString()}` },
        };
      },
    );

    app.get(
      '/v1/approvals/:id',
      {
        config: { may: readers, tenants: 'own', reads: 'approval' },
        schema: {
          operationId: 'getApproval',
          summary: 'A question, the exact arguments it is about, and how to answer',
          params: Id,
          response: { 200: ApprovalItem },
        },
      },
      async (request) => {
        const approval = await known(request.params.id, request.caller);
        await request.recordRead([approval.run]);
        return (await showApprovals(deps, [approval], request.caller))[0]!;
      },
    );

    app.post(
      '/v1/approvals/:id/decisions',
      {
        config: { may: ['reviewer', 'operator'], tenants: 'own' },
        schema: {
          operationId: 'decide',
          summary: 'Decide; of several who do, as many as are needed',
          params: Id,
          querystring: z.object({
            wait: z
              .enum(['true', 'false'])
              .default('false')
              .describe('answer once the run goes on with it, within 3 s'),
          }),
          body: DecisionRequest,
          response: { 200: DecisionReceived, 202: DecisionReceived },
        },
      },
      async (request, reply) => {
        const asked = await known(request.params.id, request.caller);
        // `decided` may be a forgery's doing: whether it is, signatures tell.
        if (asked.status !== 'open' && asked.status !== 'decided')
          throw new SeaworthyError('Approval.Decided', `${asked.id} is ${asked.status}.`);
        const { caller, body } = request;
        const approval = asked.id as ApprovalId;
        const checked = checkDecision(deps.agents[asked.agent], asked, body);
        const to = body.to === undefined ? undefined : nameOf(deps.people.identityOf(body.to));
        // Into the ledger first: whatever happens from here on, the decision stands and reaches the run.
        const { run, workflowId, missing } = await decide(deps.ledger, deps.keys, {
          approval,
          decision: body.decision,
          reason: body.reason,
          by: caller.identity,
          roles: caller.roles,
          ...checked,
          ...(to === undefined ? {} : { to }),
        });
        faultPoint('decision.written');
        const links = { approval: `/v1/approvals/${approval}`, run: `/v1/runs/${run}` };
        const received = { approval, run, missing, links };
        if (request.query.wait === 'true' && missing === 0) {
          const status = await updateRun(deps, { approval, workflowId });
          return reply.code(status === 'taken' ? 200 : 202).send({ status, ...received });
        }
        await signalRun(deps, { approval, workflowId }).catch((error: unknown) => request.log.warn(error));
        faultPoint('decision.told');
        return reply.code(202).send({ status: missing > 0 ? 'counted' : 'accepted', ...received });
      },
    );
  };
}
