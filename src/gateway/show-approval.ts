import { z } from 'zod';
import type { Agent } from '../agents/define-agent';
import type { Origin } from '../contracts/activities';
import type { ApprovalItem } from '../contracts/http';
import type { Json } from '../contracts/json';
import type { ApprovalRecord } from '../ledger/list-approvals';
import { nameOf } from '../ledger/identity';
import { readArguments } from '../ledger/read-arguments';
import { goneAs } from '../ledger/reader';
import { readDecisionsOfRuns } from '../ledger/run-decisions';
import type { RunDecisions } from '../ledger/run-decisions';
import { weighDecisions } from '../ledger/weigh-decisions';
import type { Vault } from '../masking/vault';
import { answersTo, fieldOf } from './answers-to';
import type { GatewayDeps } from './deps';
import type { Caller } from './identity/caller';
import { silenceOf } from './silence-of';
import { workflowNamed } from './workflow-names';

/** Questions as whoever asks for them sees them: what each is about, the exact arguments, and how to answer. */
export async function showApprovals(
  deps: GatewayDeps,
  asked: readonly ApprovalRecord[],
  caller: Caller,
): Promise<ApprovalItem[]> {
  const open = asked.filter(({ status }) => status === 'open').map(({ run }) => run);
  const decisions = await readDecisionsOfRuns(deps.ledger, open);
  return Promise.all(asked.map((each) => showApproval(deps, each, caller, decisions.get(each.run))));
}

async function showApproval(
  deps: GatewayDeps,
  asked: ApprovalRecord,
  caller: Caller,
  decisions: RunDecisions | undefined,
): Promise<ApprovalItem> {
  const agent = deps.agents[asked.agent];
  const fitting = answersTo(agent, asked);
  const vault = await deps.vaults.of(asked.run);
  const args = await argumentsOf(deps, agent, asked, vault);
  const question = vault.restore(asked.asked).value;
  const title = fieldOf(question, 'title');
  return {
    id: asked.id,
    run: asked.run,
    workflow: workflowNamed(deps.agents, asked.workflow),
    workflowId: asked.workflowId,
    name: asked.name || asked.workflowId,
    step: asked.step,
    gate: asked.gate,
    role: asked.role,
    tool: asked.tool || null,
    title: typeof title === 'string' ? title : `${asked.gate} at ${asked.step}`,
    ...tellingOf(agent, asked, args, question),
    silence: silenceOf(deps.maps[asked.agent], asked),
    question,
    ...(args === null ? {} : { args }),
    digest: asked.digest,
    askedAt: asked.askedAt.toISOString(),
    dueAt: asked.dueAt.toISOString(),
    status: asked.status,
    approvers: asked.approvers,
    approved: asked.approved,
    yours: asked.status === 'open' && decisions !== undefined && (await mayDecide(deps, decisions, asked, caller)),
    decisions: [...fitting.decisions],
    ...(fitting.args ? { argsSchema: schemaOf(fitting.args) } : {}),
    ...(fitting.answer ? { answerSchema: schemaOf(fitting.answer) } : {}),
    ...(asked.decided ? { decided: decidedOf(asked.decided) } : {}),
    links: {
      self: `/v1/approvals/${asked.id}`,
      decisions: `/v1/approvals/${asked.id}/decisions`,
      run: `/v1/runs/${asked.run}`,
    },
  };
}

function tellingOf(
  agent: Agent | undefined,
  { gate, tool }: ApprovalRecord,
  args: Json,
  question: Json,
): Pick<ApprovalItem, 'does' | 'worth'> {
  if (fieldOf(question, 'input'))
    return { does: `What you give goes to the system that asks, and ${tool} goes on with it.` };
  const told = agent?.tellQuestion?.({ gate, tool, args, details: fieldOf(question, 'details') ?? null });
  return { does: told?.does ?? whatHappens(agent, gate, tool), ...(told?.worth ? { worth: told.worth } : {}) };
}

function whatHappens(agent: Agent | undefined, gate: ApprovalRecord['gate'], tool: string): string {
  switch (gate) {
    case 'approval':
      return `${tool} is called with these arguments. ${agent?.tools[tool]?.description ?? ''}`.trim();
    case 'question':
      return `Your answer becomes the result of ${tool}.`;
    case 'task':
      return 'The run goes on with your answer.';
  }
}

/** Whether they have the role and are not kept from it by what they did already. */
async function mayDecide(
  { keys }: GatewayDeps,
  run: RunDecisions,
  { id: approval }: ApprovalRecord,
  { identity, roles }: Caller,
): Promise<boolean> {
  const { question, proposer, held, delegates } = await weighDecisions(run, approval, keys);
  const name = nameOf(identity);
  if (!question || name === proposer || (question.gate === 'approval' && name === run.starter)) return false;
  if (held.some(({ by, decision }) => by === name && decision !== 'delegate')) return false;
  return delegates.has(name) || question.roles.some((role) => roles.includes(role));
}

/** Parsed as the activity will parse them, so that what is shown is what is sent. */
async function argumentsOf(
  deps: GatewayDeps,
  agent: Agent | undefined,
  { asked, run, tool }: ApprovalRecord,
  vault: Vault,
): Promise<Json> {
  const origin = fieldOf(asked, 'origin');
  const call = fieldOf(asked, 'call');
  if (!origin || typeof call !== 'string' || !tool) return null;
  const written = await readArguments(deps.ledger, { run, origin: origin as unknown as Origin, call });
  const { value: args } = vault.restore(written);
  const parsed = (agent?.tools[tool]?.input as z.ZodType | undefined)?.safeParse(args);
  return parsed?.success ? (parsed.data as Json) : args;
}

const schemas = new WeakMap<z.ZodType, Json>();

/** Made once for each schema: a list asks for the same ones again and again. */
function schemaOf(schema: z.ZodType): Json {
  const made = schemas.get(schema) ?? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json);
  schemas.set(schema, made);
  return made;
}

function decidedOf({ decision, at, body }: NonNullable<ApprovalRecord['decided']>): ApprovalItem['decided'] {
  const { by = goneAs(body) ?? '', reason = '' } = body as { by?: string; reason?: string };
  return { decision, by, reason, at: at.toISOString() };
}
