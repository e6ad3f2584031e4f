import { workflowTypeOf } from '../agents/workflow-type-of';
import { createHash } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { Agent } from '../agents/define-agent';
import { SeaworthyError } from '../contracts/errors';
import type { RunId } from '../contracts/ids';
import type { RunInput } from '../contracts/run-result';
import { faultPoint } from '../fault-point';
import { nameOf } from '../ledger/identity';
import type { Identity } from '../ledger/identity';
import { getDocument, keepDocuments } from '../ledger/documents';
import { documentsIn } from '../ledger/encrypt-entries';
import { registerRun } from '../ledger/register-run';
import { claimSubject } from '../ledger/subjects';
import type { GatewayDeps } from './deps';
import { fairnessKey } from './fairness-key';
import { parseAs } from './invalid';
import { mintRunId } from '../ledger/run-id';
import { agentNamed } from './workflow-names';

const START_WITHIN_MS = 5_000;

const attribute = {
  status: defineSearchAttributeKey('SeaworthyStatus', 'KEYWORD'),
  step: defineSearchAttributeKey('SeaworthyStep', 'KEYWORD'),
  tenant: defineSearchAttributeKey('SeaworthyTenant', 'KEYWORD'),
};

/** Intake starts runs by the same way, in a worker. */
type StartDeps = Pick<GatewayDeps, 'ledger' | 'temporal' | 'agents' | 'mainQueue'>;

export interface RunRequest {
  workflow: string;
  input: unknown;
  tenant: string;
  stretch?: { turns: number; seconds: number } | undefined;
  starter: Identity;
  /** The same key starts one run, however often it is sent. */
  idempotencyKey?: string | undefined;
}

/**
 * Starts a run under an id that tells nothing of its input, since Temporal shows ids to everybody; its name is for whoever may read. Returns the
 * run that there is where the same request was made before.
 * @throws SeaworthyError `Workflow.Unknown`, `Input.Invalid`, `Document.Unknown`, `Document.Erased`
 */
export async function startRun(
  deps: StartDeps,
  request: RunRequest,
): Promise<{ run: RunId; workflowId: string; name: string }> {
  const agent = agentNamed(deps.agents, request.workflow);
  const input: unknown = parseAs(agent.input, request.input, 'input');
  const name = await agent.nameRun(input, async (id) => (await getDocument(deps.ledger, id)).bytes);
  const run = await runFor(deps, request, input);
  await keepDocuments(deps.ledger, run, documentsIn(JSON.stringify(input)));
  faultPoint('start.claimed');
  const workflowId = `${agent.subject}-${run.slice(-12)}`;
  const temporalRun = await startAs(deps, agent, { workflowId, run, name }, { ...request, input });
  faultPoint('start.started');
  const starter = nameOf(request.starter);
  const workflow = workflowTypeOf(agent);
  await registerRun(deps.ledger, { id: run, tenant: request.tenant, starter, temporalRun, workflow, workflowId, name });
  faultPoint('start.registered');
  return { run, workflowId, name };
}

/** The run's id: a new one, or that of the first request with this key. */
async function runFor(deps: StartDeps, request: RunRequest, input: unknown): Promise<RunId> {
  const run = mintRunId();
  if (!request.idempotencyKey) return run;
  const { tenant, stretch } = request;
  const owner = await claimSubject(deps.ledger, {
    tenant,
    workflow: `${request.workflow}#start`,
    key: sha256(`${nameOf(request.starter)}\n${request.idempotencyKey}`),
    run,
    facts: { request: sha256(JSON.stringify({ input, stretch })) },
  });
  if (owner.type === 'conflicting')
    throw new SeaworthyError('Input.Invalid', 'Idempotency-Key: it was used before, with another request.');
  return owner.type === 'again' ? (owner.run as RunId) : run;
}

/** Temporal's run id, also where the same request has started it already. */
async function startAs(
  { temporal, mainQueue }: StartDeps,
  agent: Agent,
  { workflowId, run, name }: { workflowId: string; run: RunId; name: string },
  { tenant, starter, stretch, input }: RunRequest,
): Promise<string> {
  const deadline = Date.now() + START_WITHIN_MS;
  const runInput: RunInput<unknown> = { run, tenant, starter: nameOf(starter), ...(stretch ? { stretch } : {}), input };
  try {
    const handle = await temporal.withDeadline(deadline, () =>
      temporal.workflow.start(workflowTypeOf(agent), {
        workflowId,
        taskQueue: mainQueue,
        args: [runInput],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
        priority: { fairnessKey: fairnessKey(tenant) },
        staticSummary: summaryOf(name),
        staticDetails: `- **Run** \`${run}\``,
        typedSearchAttributes: [
          { key: attribute.status, value: 'running' },
          { key: attribute.step, value: 'start' },
          { key: attribute.tenant, value: tenant },
        ],
      }),
    );
    return handle.firstExecutionRunId;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const found = await temporal.withDeadline(deadline, () => temporal.workflow.getHandle(workflowId).describe());
    return found.runId;
  }
}

/** `invoice-acme-4711` → `Invoice acme 4711`. Temporal holds it encrypted. */
function summaryOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`.slice(0, 200);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
