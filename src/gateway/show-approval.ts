import { z } from 'zod';
import type { Agent } from '../agents/define-agent';
import type { Origin } from '../contracts/activities';
import { Person } from '../contracts/http';
import type { ApprovalItem } from '../contracts/http';
import type { Json } from '../contracts/json';
import type { ApprovalRecord } from '../ledger/list-approvals';
import { nameOf } from '../ledger/identity';
import { readArguments } from '../ledger/read-arguments';
import { readRunDecisions } from '../ledger/run-decisions';
import { weighDecisions } from '../ledger/weigh-decisions';
import { answersTo, fieldOf } from './answers-to';
import type { GatewayDeps } from './deps';
import { personOf } from './people';
import { workflowNamed } from './workflow-names';

/** A question as people see it: what it is about, the exact arguments, and how to answer. */
export async function showApproval(deps: GatewayDeps, asked: ApprovalRecord): Promise<ApprovalItem> {
  const agent = deps.agents[asked.agent];
  const fitting = answersTo(agent, asked);
  const args = await argumentsOf(deps, agent, asked);
  const title = fieldOf(asked.asked, 'title');
  return {
    id: asked.id,
    run: asked.run,
    workflow: workflowNamed(deps.agents, asked.workflow),
    workflowId: asked.workflowId,
    step: asked.step,
    gate: asked.gate,
    role: asked.role,
    tool: asked.tool || null,
    title: typeof title === 'string' ? title : `${asked.gate} at ${asked.step}`,
    question: asked.asked,
    ...(args === null ? {} : { args }),
    digest: asked.digest,
    askedAt: asked.askedAt.toISOString(),
    dueAt: asked.dueAt.toISOString(),
    status: asked.status,
    approvers: asked.approvers,
    approved: asked.approved,
    people: asked.status === 'open' ? await peopleFor(deps, asked) : [],
    decisions: [...fitting.decisions],
    ...(fitting.args ? { argsSchema: schemaOf(fitting.args) } : {}),
    ...(fitting.answer ? { answerSchema: schemaOf(fitting.answer) } : {}),
    ...(asked.decided ? { decided: decidedOf(asked.decided) } : {}),
    links: { self: `/v1/approvals/${asked.id}`, run: `/v1/runs/${asked.run}` },
  };
}

/** Which of the local people may decide: whoever has the role and is not kept from it by what they did already. */
async function peopleFor(
  { ledger, keys, roles }: GatewayDeps,
  { run: id, id: approval }: ApprovalRecord,
): Promise<Person[]> {
  const run = await readRunDecisions(ledger.pool, id);
  if (!run) return [];
  const weighed = await weighDecisions(run, approval, keys);
  return Person.options.filter((person) => {
    const { question, proposer, held, delegates } = weighed;
    const name = nameOf(personOf(person));
    if (!question || name === proposer || (question.gate === 'approval' && name === run.starter)) return false;
    if (held.some(({ by, decision }) => by === name && decision !== 'delegate')) return false;
    return delegates.has(name) || question.roles.some((role) => roles[person].includes(role));
  });
}

/** Parsed as the activity will parse them, so that what is shown is what is sent. */
async function argumentsOf(
  deps: GatewayDeps,
  agent: Agent | undefined,
  { asked, run, tool }: ApprovalRecord,
): Promise<Json> {
  const origin = fieldOf(asked, 'origin');
  const call = fieldOf(asked, 'call');
  if (!origin || typeof call !== 'string' || !tool) return null;
  const args = await readArguments(deps.ledger, { run, origin: origin as unknown as Origin, call });
  const parsed = (agent?.tools[tool]?.input as z.ZodType | undefined)?.safeParse(args);
  return parsed?.success ? (parsed.data as Json) : args;
}

function schemaOf(schema: z.ZodType): Json {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json;
}

function decidedOf({ decision, at, body }: NonNullable<ApprovalRecord['decided']>): ApprovalItem['decided'] {
  const { by, reason } = body as { by: string; reason: string };
  return { decision, by, reason, at: at.toISOString() };
}
