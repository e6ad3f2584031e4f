import type { Agent } from '../../agents/define-agent';
import type { JudgedCall } from '../../contracts/activities';
import type { NewEntry } from '../../contracts/entry';
import type { Deps } from '../deps';
import { attr } from '../../telemetry/attributes';
import { inSpan } from '../../telemetry/spans';
import { performRead } from '../act/perform-read';
import type { AnyRead } from '../act/perform-read';
import { shownOf } from './recall';

/** Reads on inline systems, in parallel, inside the stretch. Errors that would be tried again are thrown; the rest are results the model sees. */
export async function performReads(
  deps: Deps,
  where: { agent: Agent; step: string; run: string; signal: AbortSignal },
  calls: readonly (JudgedCall & { args: unknown })[],
): Promise<NewEntry[]> {
  return Promise.all(
    calls.map(async ({ call, tool: name, args }) => {
      const tool = where.agent.tools[name]!;
      if (tool.effect !== 'read') throw new Error(`${name} is a write: it goes through act`);
      const attributes = { [attr.operation]: 'execute_tool', [attr.toolName]: name, [attr.toolCall]: call };
      const read = await inSpan(`execute_tool ${name}`, { attributes }, () =>
        performRead(deps, tool as AnyRead, args, { ...where, call, tool: name }),
      );
      return {
        source: `call:${call}:result`,
        kind: 'result',
        step: where.step,
        header: { call, tool: name, outcome: read.outcome, ms: read.ms, ...shownOf(tool, read.body) },
        body: read.body,
      } satisfies NewEntry;
    }),
  );
}
