import { SeaworthyError } from '../contracts/errors';
import type { ErrorCode } from '../contracts/errors';
import type { Problem } from '../contracts/http';

/** What an answer that is no success says. */
export async function failureOf(answer: Response): Promise<SeaworthyError> {
  const problem = (await answer.json().catch(() => ({}))) as Partial<Problem>;
  if (!problem.code)
    return new SeaworthyError('Gateway.Unreachable', `What answers at ${answer.url} is no gateway (${answer.status}).`);
  return new SeaworthyError(problem.code as ErrorCode, problem.detail);
}
