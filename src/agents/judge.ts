import type { ApprovalRule } from '../contracts/activities';
import type { Agent } from './define-agent';
import type { RunFacts } from './define-tool';

export type Judgement =
  | { verdict: 'allowed'; rule: string }
  | { verdict: 'denied'; rule: string; reason: string }
  | { verdict: 'needs-approval'; rule: string; approval: ApprovalRule };

/**
 * What policy says of one tool call. Pure. Nothing is allowed by default (law 5): the tool must be in the step's list, declared by the agent,
 * and its permission granted. `args` are parsed already.
 */
export function judge(
  agent: Pick<Agent, 'tools' | 'grants'>,
  stepTools: readonly string[],
  call: { tool: string; args: unknown; facts: RunFacts },
): Judgement {
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
  if (tool.effect === 'write') {
    const approval = tool.approval?.(call.args, call.facts);
    if (approval) return { verdict: 'needs-approval', rule: approval.rule, approval };
  }
  return { verdict: 'allowed', rule: 'granted' };
}
