import type { z } from 'zod';
import type { ReadTool } from '../../agents/define-tool';
import type { ResultOutcome } from '../../contracts/entry';
import type { Json } from '../../contracts/json';
import { SystemError } from '../../integrations/system-error';
import { putQuarantine } from '../../ledger/quarantine';
import type { Deps } from '../deps';

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
  where: { run: string; step: string; call: string; tool: string; signal: AbortSignal },
): Promise<Performed> {
  const started = performance.now();
  const ms = (): number => Math.round(performance.now() - started);
  try {
    const output = await tool.run(args, deps.clientOf(tool.system), {
      signal: where.signal,
      timeoutMs: tool.system.requestTimeoutMs,
      beforeSend: () => undefined,
      reference: where.call,
      facts: {},
    });
    return { outcome: 'done', body: tool.output.parse(output) as Json, ms: ms() };
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (error.class === 'rejected')
      return {
        outcome: 'rejected',
        body: { error: error.message, ...(error.details ? { details: error.details } : {}) },
        ms: ms(),
      };
    if (error.class === 'malformed') {
      await putQuarantine(deps.ledger, {
        run: where.run,
        step: where.step,
        tool: where.tool,
        system: error.system,
        answer: error.answer ?? '',
      });
      return { outcome: 'malformed', body: { error: error.message }, ms: ms() };
    }
    throw error;
  }
}
