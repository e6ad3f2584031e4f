import { z } from 'zod';
import type { Agent } from '../agents/define-agent';
import { decisionsOf } from '../ledger/weigh-decisions';
import type { ApprovalRecord } from '../ledger/list-approvals';
import type { DecisionName } from '../contracts/http';
import type { Json } from '../contracts/json';
import { formFor } from '../integrations/mcp/input-required';

/** What may be said to a question, and in which form. */
export interface Answers {
  decisions: readonly DecisionName[];
  /** Of `args`, for an edit. */
  args?: z.ZodType;
  /** Of `answer`. */
  answer?: z.ZodType;
}

const GoOn = z.strictObject({ goOn: z.literal(true) });

/** The form comes from whoever will use it: the tool for arguments and its answer, the agent for the outcome of a task. */
export function answersTo(
  agent: Agent | undefined,
  { gate, tool: name, asked }: Pick<ApprovalRecord, 'gate' | 'tool' | 'asked'>,
): Answers {
  const tool = agent && Object.hasOwn(agent.tools, name) ? agent.tools[name] : undefined;
  const output = (tool?.output as z.ZodType | undefined) ?? z.unknown();
  const decisions = decisionsOf[gate];
  switch (gate) {
    case 'approval':
      if (!name) return { decisions: decisions.filter((decision) => decision !== 'edit') }; // more money: as it was asked, or not
      return { decisions, ...(tool ? { args: tool.input as z.ZodType } : {}) };
    case 'question':
      // What a system asks for before it goes on has a form of its own.
      return { decisions, answer: formFor(fieldOf(asked, 'input')) ?? output };
    case 'task': {
      const outcome = fieldOf(asked, 'outcome');
      if (typeof outcome === 'string') return { decisions, answer: agent?.outcomes[outcome] ?? z.unknown() };
      // The engine's own: whether a write happened that nobody could tell about, or whether a reset run may go on.
      return { decisions, answer: name ? happened(output) : GoOn };
    }
  }
}

function happened(output: z.ZodType): z.ZodType {
  return z.discriminatedUnion('happened', [
    z.strictObject({ happened: z.literal(true), output: output.describe('what the system gave for it') }),
    z.strictObject({ happened: z.literal(false) }),
  ]);
}

export function fieldOf(body: Json, name: string): Json | undefined {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? body[name] : undefined;
}
