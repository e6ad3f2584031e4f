import { createHash } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { Agent } from '../agents/define-agent';
import { SeaworthyError } from '../contracts/errors';
import type { RunId } from '../contracts/ids';
import type { RunInput } from '../contracts/run-result';
import { nameOf } from '../ledger/identity';
import type { Identity } from '../ledger/identity';
import { getDocument } from '../ledger/documents';
import { registerRun } from '../ledger/register-run';
import { claimSubject } from '../ledger/subjects';
import type { GatewayDeps } from './deps';
import { parseAs } from './invalid';
import { mintRunId } from './run-id';
import { agentNamed, workflowTypeOf } from './workflow-names';

const START_WITHIN_MS = 5_000;

const attribute = {
  status: defineSearchAttributeKey('SeaworthyStatus', 'KEYWORD'),
  step: defineSearchAttributeKey('SeaworthyStep', 'KEYWORD'),
  tenant: defineSearchAttributeKey('SeaworthyTenant', 'KEYWORD'),
};

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
 * Starts a run under an id that speaks; returns the run that there is where the same request was made before.
 * @throws SeaworthyError `Workflow.Unknown`, `Input.Invalid`, `Document.Unknown`
 */
export async function startRun(deps: GatewayDeps, request: RunRequest): Promise<{ run: RunId; workflowId: string }> {
  const agent = agentNamed(deps.agents, request.workflow);
  const input: unknown = parseAs(agent.input, request.input, 'input');
  const name = await agent.nameRun(input, async (id) => (await getDocument(deps.ledger, id)).bytes);
  const run = await runFor(deps, request, input);
  for (const workflowId of idsFrom(name, run)) {
    const temporalRun = await startAs(deps, agent, workflowId, run, { ...request, input });
    if (temporalRun === undefined) continue;
    const starter = nameOf(request.starter);
    const workflow = workflowTypeOf(agent);
    await registerRun(deps.ledger, { id: run, tenant: request.tenant, starter, temporalRun, workflow, workflowId });
    return { run, workflowId };
  }
  throw new Error(`No free workflow id for ${name}.`);
}

/** The run's id: a new one, or that of the first request with this key. */
async function runFor(deps: GatewayDeps, request: RunRequest, input: unknown): Promise<RunId> {
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

/** A workflow id is used once. Whoever comes tenth with the same name gets the end of the run's own id. */
function* idsFrom(name: string, run: RunId): Generator<string> {
  yield name;
  for (let n = 2; n < 10; n++) yield `${name}-${n}`;
  yield `${name}-${run.slice(-12)}`;
}

/** Temporal's run id; undefined where the workflow id belongs to another run. */
async function startAs(
  { temporal, mainQueue }: GatewayDeps,
  agent: Agent,
  workflowId: string,
  run: RunId,
  { tenant, starter, stretch, input, idempotencyKey }: RunRequest,
): Promise<string | undefined> {
  const deadline = Date.now() + START_WITHIN_MS;
  const runInput: RunInput<unknown> = { run, tenant, starter: nameOf(starter), ...(stretch ? { stretch } : {}), input };
  const staticDetails = `- **Run** \`${run}\``;
  try {
    const handle = await temporal.withDeadline(deadline, () =>
      temporal.workflow.start(workflowTypeOf(agent), {
        workflowId,
        taskQueue: mainQueue,
        args: [runInput],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
        staticSummary: summaryOf(workflowId),
        staticDetails,
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
    if (!idempotencyKey) return undefined;
    const found = await temporal.withDeadline(deadline, () => temporal.workflow.getHandle(workflowId).describe());
    return (await found.staticDetails()) === staticDetails ? found.runId : undefined;
  }
}

/** `invoice-acme-4711` → `Invoice acme 4711`. The id is as little secret as the summary. */
function summaryOf(workflowId: string): string {
  const words = workflowId.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`.slice(0, 200);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
