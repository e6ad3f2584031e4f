import type { z } from 'zod';
import type { JudgedCall } from '../../contracts/activities';
import type { NewEntry, ResultOutcome } from '../../contracts/entry';
import type { Json } from '../../contracts/json';
import type { Agent } from '../../agents/define-agent';
import type { RunFacts } from '../../agents/define-tool';
import { judge } from '../../agents/judge';
import { digestOf } from '../../ledger/digest-of';
import type { RuleSet } from '../../ledger/rules';
import { CONCLUDE } from './model-tools';
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
): Judged {
  const judged: Judged = { entries: [], calls: [] };
  for (const call of proposed) {
    const declared = call.tool === CONCLUDE || Object.hasOwn(agent.tools, call.tool);
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
    const judgement = judge(agent, step.tools, { tool: call.tool, args: parsed.args, facts }, narrowed.rules);
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

type Parsed = { ok: false; problem: string } | { ok: true; args: unknown; digest: string };

function parse(agent: Agent, step: { outcome: string }, call: ProposedCall, cutOff: boolean): Parsed {
  if (cutOff)
    return {
      ok: false,
      problem: 'Your answer was cut off before this call was complete. Call it again, more briefly.',
    };
  const schema =
    call.tool === CONCLUDE ? agent.outcomes[step.outcome] : (agent.tools[call.tool]?.input as z.ZodType | undefined);
  if (!schema || (call.tool !== CONCLUDE && !Object.hasOwn(agent.tools, call.tool)))
    return { ok: true, args: call.args, digest: '' };
  if (!call.why.trim())
    return { ok: false, problem: 'The argument "why" is missing: say in a sentence why you make this call.' };
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
