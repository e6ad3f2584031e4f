import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Permit } from '../http/permit';
import { keepSecretsOf } from '../secrets';
import { SystemError } from '../system-error';
import { mailFailure } from './mail-failure';
import type { SmtpFailure } from './mail-failure';
import { MailInput } from './mail-input';
import type { Mail } from './mail-input';

export interface MailClientOptions {
  /** smtp[s]://user:password@host:port, options as nodemailer's: ?requireTLS=true */
  url: string;
  from: string;
  requestTimeoutMs: number;
  /** Taken for each message. */
  permit?: Permit | undefined;
}

export interface MailCall {
  signal?: AbortSignal | undefined;
  /** Called synchronously right before the first byte of the message leaves; may throw to forbid it. Its error comes out unchanged. */
  beforeSend?: (() => void) | undefined;
  timeoutMs?: number | undefined;
}

type Envelope = ReturnType<ReturnType<MailComposer['compile']>['getEnvelope']>;
type SmtpError = Error & Pick<SmtpFailure, 'code' | 'responseCode' | 'permanent'>;

/** Sends mail by SMTP, a connection a message. */
export class MailClient {
  constructor(private readonly options: MailClientOptions) {}

  /**
   * Resolves once the server has taken the message.
   * @throws SystemError: `rejected` for input that could change headers and for a 5yz reply, `transient` for a 4yz reply or no connection,
   * `unknown` when the message had begun to leave and no reply came. The caller's abort comes out unchanged while nothing has left.
   */
  async send(mail: Mail, call: MailCall = {}): Promise<void> {
    const input = MailInput.safeParse(mail);
    if (!input.success) {
      const faults = input.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ');
      throw new SystemError(`The message cannot be sent: ${faults}. Correct it.`, {
        class: 'rejected',
        system: 'mailbox',
      });
    }
    const { autoSubmitted, inReplyTo, ...composing } = input.data;
    const composed = new MailComposer({
      ...composing,
      ...(autoSubmitted ? { headers: { 'Auto-Submitted': autoSubmitted } } : {}),
      ...(inReplyTo ? { inReplyTo, references: inReplyTo } : {}),
      attachments: input.data.attachments.map((it) => ({
        ...it,
        content: typeof it.content === 'string' ? it.content : Buffer.from(it.content),
      })),
      from: this.options.from,
      newline: 'win',
      disableFileAccess: true,
      disableUrlAccess: true,
    }).compile();
    const message = await composed.build();
    await this.options.permit?.({ signal: call.signal, patient: false });
    call.signal?.throwIfAborted();
    await this.transmit(composed.getEnvelope(), message, call);
  }

  /** Asks whether the server is there and takes our credentials; no message leaves. @throws SystemError */
  async probe(): Promise<void> {
    await this.options.permit?.({ signal: undefined, patient: false });
    const { auth, ...server } = parseConnectionUrl(keepSecretsOf(this.options.url));
    const connection = this.connectionTo(server, this.options.requestTimeoutMs);
    await new Promise<void>((resolve, reject) => {
      const end = (error?: SmtpError | null): void => {
        if (error) connection.close();
        else connection.quit();
        if (error) reject(mailFailure({ ...failureIn(error), sent: false }));
        else resolve();
      };
      connection.on('error', end);
      connection.connect((error) => (error || !auth ? end(error) : connection.login(auth, end)));
    });
  }

  private connectionTo(server: ReturnType<typeof parseConnectionUrl>, timeoutMs: number): SMTPConnection {
    return new SMTPConnection({
      ...server,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      socketCloseTimeout: 0,
    });
  }

  private transmit(envelope: Envelope, message: Buffer, call: MailCall): Promise<void> {
    const timeoutMs = call.timeoutMs ?? this.options.requestTimeoutMs;
    const { auth, ...server } = parseConnectionUrl(keepSecretsOf(this.options.url));
    const connection = this.connectionTo(server, timeoutMs);
    let sent = false;
    let taken = false;

    return new Promise<void>((resolve, reject) => {
      const refuse: (reason: unknown) => void = reject; // what callers throw or abort with may be no Error
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        call.signal?.removeEventListener('abort', abort);
        if (taken) connection.quit();
        else connection.close();
        settle();
      };
      const fail = (error: SmtpError): void => end(() => refuse(mailFailure({ ...failureIn(error), sent })));
      const timer = setTimeout(() => end(() => refuse(mailFailure({ sent, timedOut: true }))), timeoutMs);
      const abort = (): void => end(() => refuse(sent ? mailFailure({ sent, code: 'aborted' }) : call.signal?.reason));
      call.signal?.addEventListener('abort', abort, { once: true });

      // Read only once the server has said 354. A stream that breaks off leaves no end of data, so nothing is delivered.
      const body = new Readable({
        read() {
          try {
            call.beforeSend?.();
          } catch (error) {
            end(() => refuse(error));
            this.destroy();
            return;
          }
          sent = true;
          this.push(message);
          this.push(null);
        },
      });
      const hand = (): void =>
        connection.send(envelope, body, (error) => {
          taken = !error;
          return error ? fail(error) : end(resolve);
        });

      connection.on('error', fail);
      connection.connect((error) => {
        if (error) fail(error);
        else if (auth) connection.login(auth, (refused) => (refused ? fail(refused) : hand()));
        else hand();
      });
    });
  }
}

function failureIn({
  code,
  responseCode,
  permanent,
}: SmtpError): Pick<SmtpFailure, 'code' | 'responseCode' | 'permanent'> {
  return { code, responseCode, permanent };
}
