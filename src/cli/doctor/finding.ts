import { SeaworthyError } from '../../contracts/errors';
import { tellPlainly } from '../../integrations/plain-error';

/** What was looked at, and how it is. */
export interface Finding {
  check: string;
  ok: boolean;
  says: string;
  /** What to do about it. */
  todo?: string;
}

const WITHIN_MS = 10_000;

/** Looks, and makes a finding of whatever is thrown, or of no answer in time. A setting that is wrong says itself what to do. */
export async function look(check: string, todo: string, at: () => Promise<string>): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new SeaworthyError('Config.Invalid', `No answer in ${WITHIN_MS / 1_000} s.`)),
      WITHIN_MS,
    );
  });
  try {
    return { check, ok: true, says: await Promise.race([at(), late]) };
  } catch (error) {
    return { check, ok: false, says: tellPlainly(error), todo };
  } finally {
    clearTimeout(timer);
  }
}

/** What a check found wrong, in words of ours. */
export function wrong(says: string): SeaworthyError {
  return new SeaworthyError('Config.Invalid', says);
}
