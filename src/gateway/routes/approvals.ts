import { z } from 'zod';
import { SeaworthyError } from '../../contracts/errors';
import { ApprovalItem, ApprovalList, ApprovalStatus, DecisionReceived, DecisionRequest } from '../../contracts/http';
import type { ApprovalId } from '../../contracts/ids';
import { decide } from '../../ledger/decide';
import { listApprovals, readApproval } from '../../ledger/list-approvals';
import type { ApprovalRecord } from '../../ledger/list-approvals';
import { checkDecision } from '../check-decision';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import { Id } from '../parameters';
import { personOf } from '../people';
import { showApproval } from '../show-approval';
import { signalRun, updateRun } from '../wake-run';

export function approvalRoutes(deps: GatewayDeps) {
  const known = async (id: string): Promise<ApprovalRecord> => {
    const approval = await readApproval(deps.ledger, id);
    if (!approval) throw new SeaworthyError('Approval.Unknown', `Approval ${id.slice(0, 60)} is not in the ledger.`);
    return approval;
  };

  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/approvals',
      {
        schema: {
          operationId: 'listApprovals',
          summary: 'Questions put to people, those that have waited longest first',
          querystring: z.object({
            status: ApprovalStatus.default('open'),
            role: z
              .string()
              .regex(/^[\w-]{1,100}$/)
              .optional(),
            limit: z.coerce.number().int().min(1).max(100).default(50),
          }),
          response: { 200: ApprovalList },
        },
      },
      async ({ query: { status, role, limit } }) => {
        const found = await listApprovals(deps.ledger, { status, limit, ...(role ? { role } : {}) });
        return { approvals: await Promise.all(found.map((approval) => showApproval(deps, approval))) };
      },
    );

    app.get(
      '/v1/approvals/:id',
      {
        schema: {
          operationId: 'getApproval',
          summary: 'A question, the exact arguments it is about, and how to answer',
          params: Id,
          response: { 200: ApprovalItem },
        },
      },
      async (request) => showApproval(deps, await known(request.params.id)),
    );

    app.post(
      '/v1/approvals/:id/decisions',
      {
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
        const asked = await known(request.params.id);
        // `decided` may be a forgery's doing: whether it is, signatures tell.
        if (asked.status !== 'open' && asked.status !== 'decided')
          throw new SeaworthyError('Approval.Decided', `${asked.id} is ${asked.status}.`);
        const { decision, reason, as } = request.body;
        const approval = asked.id as ApprovalId;
        const checked = checkDecision(deps.agents[asked.agent], asked, request.body);
        // Into the ledger first: whatever happens from here on, the decision stands and reaches the run.
        const { run, workflowId, missing } = await decide(deps.ledger, deps.keys, {
          approval,
          decision,
          reason,
          by: personOf(as),
          roles: deps.roles[as],
          ...checked,
        });
        const received = { approval, run, missing };
        if (request.query.wait === 'true' && missing === 0) {
          const status = await updateRun(deps, { approval, workflowId });
          return reply.code(status === 'taken' ? 200 : 202).send({ status, ...received });
        }
        await signalRun(deps, { approval, workflowId }).catch((error: unknown) => request.log.warn(error));
        return reply.code(202).send({ status: missing > 0 ? 'counted' : 'accepted', ...received });
      },
    );
  };
}
