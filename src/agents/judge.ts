import type { ApprovalRule } from '../contracts/activities';
import type { PolicyRule } from '../contracts/operations';
import type { Agent } from './define-agent';
import type { AnyTool, RunFacts } from './define-tool';

export type Judgement =
  | { verdict: 'allowed'; rule: string }
  | { verdict: 'denied'; rule: string; reason: string }
  | { verdict: 'needs-approval'; rule: string; approval: ApprovalRule };

interface Judged {
  tool: string;
  args: unknown;
  facts: RunFacts;
}

/**
 * What policy says of one tool call. Pure. Nothing is allowed by default (law 5): the tool must be in the step's list, declared by the agent,
 * and its permission granted. `args` are parsed already. `rules` are those that apply here; they take away and never add.
 */
export function judge(
  agent: Pick<Agent, 'tools' | 'grants'>,
  stepTools: readonly string[],
  call: Judged,
  rules: readonly PolicyRule[] = [],
): Judgement {
  const declared = judgeDeclared(agent, stepTools, call);
  if (declared.verdict === 'denied') return declared;
  const tool = agent.tools[call.tool]!;
  const met = rules.filter((rule) => concerns(rule, call.tool, tool) && (rule.fact === null || call.facts[rule.fact]));
  const denial = met.find(({ effect }) => effect === 'deny');
  if (denial)
    return {
      verdict: 'denied',
      rule: `rule-${denial.id}`,
      reason: `Rule ${denial.id} of the operators forbids it here.`,
    };
  // Where the tool's own rule wants a person already, that one stands: a row must not put a lesser role in its place.
  if (declared.verdict === 'needs-approval') return declared;
  const asking = met.find(({ effect }) => effect === 'approval');
  if (!asking) return declared;
  const rule = `rule-${asking.id}`;
  return {
    verdict: 'needs-approval',
    rule,
    approval: { rule, role: asking.role ?? 'operator', within: asking.within ?? '1 day' },
  };
}

function concerns({ target, name }: PolicyRule, called: string, tool: AnyTool): boolean {
  switch (target) {
    case 'permission':
      return tool.permission === name;
    case 'tool':
      return called === name;
    case 'writes':
      return tool.effect === 'write';
  }
}

function judgeDeclared(agent: Pick<Agent, 'tools' | 'grants'>, stepTools: readonly string[], call: Judged): Judgement {
  const tool = Object.hasOwn(agent.tools, call.tool) ? agent.tools[call.tool] : undefined;
  if (!stepTools.includes(call.tool) || !tool) {
    return {
      verdict: 'denied',
      rule: 'step-tools',
      reason: `This step may use ${stepTools.join(', ')} and nothing else.`,
    };
  }
  if (!tool.permission || !agent.grants.includes(tool.permission)) {
    return {
      verdict: 'denied',
      rule: 'permission',
      reason: `The agent has not been granted ${tool.permission || 'a permission for it'}.`,
    };
  }
  if (tool.about && !tool.about(call.args, call.facts)) {
    return {
      verdict: 'denied',
      rule: 'not-of-this-run',
      reason: 'It is not about what this run is about.',
    };
  }
  if (tool.effect === 'write') {
    const approval = tool.approval?.(call.args, call.facts);
    if (approval) return { verdict: 'needs-approval', rule: approval.rule, approval };
  }
  return { verdict: 'allowed', rule: 'granted' };
}
