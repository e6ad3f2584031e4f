import type { z } from 'zod';
import type { Agent } from '../../../agents/define-agent';
import type { AnyTool, ToolCall } from '../../../agents/define-tool';
import { SystemError } from '../../../integrations/system-error';
import type { Failing, Way } from './make-ways';

/**
 * The agent with tools that fail as the ways want it, before anything is asked of a system. All that makes its version is as it was. What does
 * not fit of a write is its arguments: whatever its system answers is found out about.
 */
export function failingAgent(agent: Agent, ways: readonly Way[]): Agent {
  const tools = Object.entries(agent.tools).map(([name, tool]) => [name, failing(name, tool, ways)] as const);
  return { ...agent, tools: Object.fromEntries(tools) };
}

type Given = [client: unknown, call: ToolCall];

function failing(name: string, tool: AnyTool, ways: readonly Way[]): AnyTool {
  const fail = (args: unknown, failures: readonly Failing[]): void => {
    const way = ways.find(({ fails, marks }) => fails?.tool === name && speaksOf(args, marks));
    if (!way?.fails || !failures.includes(way.fails.how) || way.lifted) return;
    way.calls += 1;
    if (way.calls <= way.fails.skip) return;
    const { how } = way.fails;
    throw new SystemError(`The drill has ${name} fail.`, { class: how, system: tool.system.name });
  };
  const before =
    <R>(run: (args: unknown, ...others: Given) => Promise<R>, failures: readonly Failing[]) =>
    async (args: unknown, ...others: Given): Promise<R> => {
      fail(args, failures);
      return run(args, ...others);
    };
  if (tool.effect === 'read')
    return {
      ...tool,
      run: before((args, ...others) => tool.run(args, ...others), ['transient', 'malformed', 'rejected']),
    };
  const input = (tool.input as z.ZodType).refine((args) => {
    try {
      fail(args, ['malformed']);
      return true;
    } catch {
      return false;
    }
  }, 'does not fit: the drill says so');
  if (tool.write === 'two-phase')
    return {
      ...tool,
      input,
      draft: before((args, ...others) => tool.draft(args, ...others), ['transient', 'rejected']),
    };
  return {
    ...tool,
    input,
    run: before((args, ...others) => tool.run(args, ...others), ['transient', 'rejected']),
  };
}

function speaksOf(args: unknown, marks: readonly string[]): boolean {
  const text = JSON.stringify(args);
  return marks.some((mark) => text.includes(`"${mark}"`));
}
