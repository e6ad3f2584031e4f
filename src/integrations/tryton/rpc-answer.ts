import { z } from 'zod';
import { plainReason } from '../http/plain-reason';
import { SystemError } from '../system-error';
import { plain } from './encoding';

/** Every answer is HTTP 200: a result, or an error without a code. */
export const RpcAnswer = z.union([
  z.object({ error: z.tuple([z.string()], z.unknown()) }),
  z.object({ result: z.unknown().transform(plain) }),
]);
export type RpcAnswer = z.output<typeof RpcAnswer>;

/** `ended`: the request is over, so what it has done can be read; nothing of it is still on its way. */
export const ENDED = 'ended';

/** A warning that somebody would click away; `undefined` for any other answer. Its name is the kind, and mostly the records it is about. */
export function warningIn(answer: RpcAnswer): { name: string; text: string } | undefined {
  if (!('error' in answer) || answer.error[0] !== 'UserWarning') return undefined;
  const parsed = z.tuple([z.string(), z.string()], z.unknown()).safeParse(answer.error[1]);
  return parsed.success ? { name: parsed.data[0], text: parsed.data[1] } : undefined;
}

/**
 * What an error means. The kinds that are known were rolled back: of the user's doing, of somebody else's change meanwhile. Any other is an exception
 * of the server, and a text: what a write has done by then is not known, as more may have been queued behind what was committed.
 */
export function failureIn(
  { error }: Extract<RpcAnswer, { error: unknown }>,
  method: string,
  writes: boolean,
): SystemError {
  const [kind, details] = error;
  const said = plainReason(
    [details]
      .flat(2)
      .filter((each) => typeof each === 'string' && each !== '')
      .join(' '),
  );
  const failure = (message: string, type: SystemError['class'], code?: string): SystemError =>
    new SystemError(message, { class: type, system: 'erp', ...(code && { code }) });
  switch (kind) {
    case 'UserError':
      return failure(`Tryton rejected ${method}: ${said || 'without a reason'}`, 'rejected', kind);
    case 'UserWarning':
      return failure(
        `Tryton warns at ${method}, and nobody has declared that this warning may be acknowledged: ${said}`,
        'rejected',
        kind,
      );
    case 'ConcurrencyException':
      return failure(`Somebody changed in Tryton what ${method} was about. Look again.`, 'transient', kind);
    case 'LoginException':
      return failure(
        `Tryton asks for more than a password at ${method}. Give the user of ERP_USER a plain login.`,
        'credential',
        kind,
      );
    default:
      return writes
        ? failure(
            `Tryton failed on ${method} (${plainReason(kind)}). Look whether it was done before sending it again.`,
            'unknown',
            ENDED,
          )
        : failure(`Tryton failed on ${method} (${plainReason(kind)}). Try again later.`, 'transient', ENDED);
  }
}
