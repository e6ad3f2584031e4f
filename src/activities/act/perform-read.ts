import type { z } from 'zod';
import type { ReadTool } from '../../agents/define-tool';
import type { ResultOutcome } from '../../contracts/entry';
import type { Json } from '../../contracts/json';
import type { GivenInput } from '../../integrations/mcp/input-required';
import { SystemError } from '../../integrations/system-error';
import type { Deps } from '../deps';
import { keepAnswer } from './keep-answer';
import { parseOutput } from './parse-output';

export interface Performed {
  outcome: Extract<ResultOutcome, 'done' | 'rejected' | 'malformed'>;
  body: Json;
  ms: number;
}

export type AnyRead = ReadTool<unknown, z.ZodType, z.ZodType>;

/** Calls a read and checks its answer. @throws SystemError what is to be tried again */
export async function performRead(
  deps: Deps,
  tool: AnyRead,
  args: unknown,
  where: { run: string; step: string; call: string; tool: string; signal: AbortSignal; input?: GivenInput | undefined },
): Promise<Performed> {
  const started = performance.now();
  const ms = (): number => Math.round(performance.now() - started);
  try {
    const output = await deps.breakers.during(tool.system.name, () =>
      tool.run(args, deps.clientOf(tool.system), {
        signal: where.signal,
        timeoutMs: tool.system.requestTimeoutMs,
        beforeSend: () => undefined,
        reference: where.call,
        facts: {},
        input: where.input,
      }),
    );
    return { outcome: 'done', body: parseOutput(tool, output), ms: ms() };
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (error.class !== 'rejected' && error.class !== 'malformed') throw error;
    await keepAnswer(deps, where, error);
    const { message, details } = error;
    return { outcome: error.class, body: { error: message, ...(details ? { details } : {}) }, ms: ms() };
  }
}
