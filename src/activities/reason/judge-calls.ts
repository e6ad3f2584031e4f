import type { z } from 'zod';
import type { JudgedCall } from '../../contracts/activities';
import type { NewEntry, ResultOutcome } from '../../contracts/entry';
import type { Json } from '../../contracts/json';
import { CONCLUDE, RECALL } from '../../agents/define-agent';
import type { Agent } from '../../agents/define-agent';
import type { RunFacts } from '../../agents/define-tool';
import { judge } from '../../agents/judge';
import type { Judgement } from '../../agents/judge';
import { digestOf } from '../../ledger/digest-of';
import type { RuleSet } from '../../ledger/rules';
import { unknownTokens } from '../../masking/unknown-tokens';
import { Recalled, rangeOf } from './recall';
import type { ProposedCall } from './transcript';

export interface Judged {
  /** Verdicts, and the results of calls that go no further. */
  entries: NewEntry[];
  /** Allowed, or for a person to approve. */
  calls: (JudgedCall & { args: unknown })[];
  concluded?: Json;
}

/** Checks each call against its schema and asks policy. A call that is malformed or denied becomes a result that the model sees. */
export function judgeCalls(
  agent: Agent,
  step: { name: string; tools: readonly string[]; outcome: string },
  proposed: readonly ProposedCall[],
  facts: RunFacts,
  cutOff: boolean,
  narrowed: RuleSet,
  wholes: ReadonlyMap<string, string> = new Map(),
): Judged {
  const judged: Judged = { entries: [], calls: [] };
  for (const call of proposed) {
    const declared = [CONCLUDE, RECALL].includes(call.tool) || Object.hasOwn(agent.tools, call.tool);
    const tool = declared ? call.tool : '(undeclared)';
    const settle = (outcome: ResultOutcome, body: Json): void => {
      judged.entries.push({
        source: `call:${call.call}:result`,
        kind: 'result',
        step: step.name,
        header: { call: call.call, tool, outcome, ms: 0 },
        body,
      });
    };
    const parsed = parse(agent, step, call, cutOff);
    if (!parsed.ok) {
      settle('malformed', { error: parsed.problem });
      continue;
    }
    if (call.tool === CONCLUDE) {
      judged.concluded = parsed.args as Json; // stays open: an attempt after a crash finds it again
      continue;
    }
    const read = recalls(step, call) ? rangeOf(parsed.args as Recalled, wholes) : undefined;
    const judgement =
      overLimit(agent, call) ??
      (read && judgeRecall(read)) ??
      judge(agent, step.tools, { tool: call.tool, args: parsed.args, facts }, narrowed.rules);
    const digest = parsed.digest;
    judged.entries.push({
      source: `call:${call.call}:verdict`,
      kind: 'verdict',
      step: step.name,
      header: {
        call: call.call,
        tool,
        verdict: judgement.verdict,
        rule: judgement.rule,
        policy: agent.version,
        rules: narrowed.version,
        digest,
      },
      body: {
        why: call.why,
        ...(judgement.verdict === 'denied' ? { reason: judgement.reason } : {}),
        ...(judgement.verdict === 'needs-approval' ? { approval: { ...judgement.approval } as unknown as Json } : {}),
      },
    });
    if (judgement.verdict === 'denied') settle('denied', { error: `Denied: ${judgement.reason}` });
    else if (read && 'range' in read) settle('done', read.range);
    else {
      judged.calls.push({
        call: call.call,
        tool: call.tool,
        verdict: judgement.verdict,
        origin: { seq: call.seq },
        digest,
        why: call.why.slice(0, 300),
        args: parsed.args,
        ...(judgement.verdict === 'needs-approval' ? { approval: judgement.approval } : {}),
      });
    }
  }
  return judged;
}

/** Of any step that has tools: what it may read is what the step was answered, so no permission of its own is needed. */
function recalls(step: { tools: readonly string[] }, { tool }: { tool: string }): boolean {
  return tool === RECALL && step.tools.length > 0;
}

function judgeRecall(read: ReturnType<typeof rangeOf>): Judgement {
  return 'range' in read
    ? { verdict: 'allowed', rule: RECALL }
    : { verdict: 'denied', rule: RECALL, reason: read.reason };
}

/** Every call counts, whatever became of it: what is denied, or is no tool at all, is tried no more often than what is allowed. */
function overLimit({ limits, tools }: Agent, { tool, before }: ProposedCall): Judgement | undefined {
  const writes = (name: string): boolean => Object.hasOwn(tools, name) && tools[name]!.effect === 'write';
  if (before.length >= limits.calls)
    return {
      verdict: 'denied',
      rule: 'limit-of-calls',
      reason: `A step may make ${limits.calls} calls, and these were made. Conclude now.`,
    };
  if (writes(tool) && before.filter(writes).length >= limits.writes)
    return {
      verdict: 'denied',
      rule: 'limit-of-writes',
      reason: `A step may make ${limits.writes} calls that write or send, and these were made.`,
    };
  return undefined;
}

function schemaOf(
  agent: Agent,
  step: { tools: readonly string[]; outcome: string },
  call: ProposedCall,
): z.ZodType | undefined {
  if (call.tool === CONCLUDE) return agent.outcomes[step.outcome];
  if (recalls(step, call)) return Recalled;
  return Object.hasOwn(agent.tools, call.tool) ? (agent.tools[call.tool]!.input as z.ZodType) : undefined;
}

type Parsed = { ok: false; problem: string } | { ok: true; args: unknown; digest: string };

function parse(
  agent: Agent,
  step: { tools: readonly string[]; outcome: string },
  call: ProposedCall,
  cutOff: boolean,
): Parsed {
  if (cutOff)
    return {
      ok: false,
      problem: 'Your answer was cut off before this call was complete. Call it again, more briefly.',
    };
  const schema = schemaOf(agent, step, call);
  if (!schema) return { ok: true, args: call.args, digest: '' };
  if (!call.why.trim())
    return { ok: false, problem: 'The argument "why" is missing: say in a sentence why you make this call.' };
  if (call.unknown.length > 0) return { ok: false, problem: unknownTokens(call.unknown) };
  const parsed = schema.safeParse(call.args);
  if (!parsed.success) {
    const issues = parsed.error.issues
      .slice(0, 5)
      .map((issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`);
    return { ok: false, problem: `The arguments do not fit: ${issues.join('; ')}.` };
  }
  try {
    return { ok: true, args: parsed.data, digest: digestOf(parsed.data) };
  } catch {
    return { ok: false, problem: 'The arguments hold text that is not valid Unicode.' };
  }
}
