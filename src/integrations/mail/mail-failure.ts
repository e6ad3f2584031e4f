import { SystemError } from '../system-error';

export interface SmtpFailure {
  /** `false` as long as no byte of the message had left. */
  sent: boolean;
  code?: string | undefined;
  responseCode?: number | undefined;
  permanent?: boolean | undefined;
  timedOut?: boolean;
}

/** RFC 4954, 6: of the session, not of the message; also in the middle of one, where it has lapsed. */
const WANTS_CREDENTIALS: ReadonlySet<number> = new Set([530, 534, 535, 538]);

/** RFC 5321, 4.2.1: a 4yz reply may be tried again, a 5yz may not. The server's own words are left out: they like to name people. */
export function mailFailure({ sent, code, responseCode, permanent, timedOut }: SmtpFailure): SystemError {
  const details = {
    system: 'mailbox',
    code: String(responseCode ?? (timedOut ? 'timeout' : code) ?? 'unknown'),
  };
  if ((code === 'EAUTH' && permanent) || (responseCode && WANTS_CREDENTIALS.has(responseCode)))
    return new SystemError(`The mail server refused our credentials (${details.code}). Check user and password.`, {
      ...details,
      class: 'credential',
    });
  if (responseCode && permanent)
    return new SystemError(`The mail server refused the message for good (${details.code}). Check the address.`, {
      ...details,
      class: 'rejected',
    });
  if (responseCode)
    return new SystemError(`The mail server did not take the message for now (${details.code}). Try again later.`, {
      ...details,
      class: 'transient',
    });
  if (sent)
    return new SystemError(
      `The mail server did not say whether it took the message (${details.code}). It may be delivered.`,
      {
        ...details,
        class: 'unknown',
      },
    );
  return new SystemError(`The mail server could not be reached (${details.code}); nothing was sent. Try again later.`, {
    ...details,
    class: 'transient',
  });
}
