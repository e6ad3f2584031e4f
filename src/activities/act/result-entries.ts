import type { AnyTool } from '../../agents/define-tool';
import type { ActInput, ActResult } from '../../contracts/activities';
import type { NewEntry, ResultOutcome } from '../../contracts/entry';
import type { Json } from '../../contracts/json';
import { shownOf } from '../reason/recall';

/** The result, once per call whoever performs it; none yet where a person still has to answer or approve. */
export function resultEntries(
  input: ActInput,
  tool: Pick<AnyTool, 'shows'> | undefined,
  result: ActResult,
  ms: number,
): NewEntry[] {
  const entry = (outcome: ResultOutcome, body: Json, asOf?: string): NewEntry[] => [
    {
      source: `call:${input.call}:result`,
      kind: 'result',
      step: input.step,
      header: {
        ...{ call: input.call, tool: input.tool, outcome, ms: Math.round(ms) },
        ...(asOf ? { asOf } : {}),
        ...(input.wantsOutput ? {} : shownOf(tool, body)), // else no model is shown it
      },
      body,
    },
  ];
  switch (result.type) {
    case 'done':
      return result.asks ? [] : entry('done', result.output ?? null, result.asOf);
    case 'rejected':
      return entry('rejected', { error: result.reason, ...(result.details ? { details: result.details } : {}) });
    case 'malformed':
    case 'denied':
      return entry(result.type, { error: result.reason });
    case 'unavailable':
      return input.wantsOutput ? [] : entry('unavailable', { error: result.reason });
    case 'unknown':
    case 'input-asked':
    case 'needs-approval':
    case 'halted':
    case 'reset':
      return [];
  }
}
