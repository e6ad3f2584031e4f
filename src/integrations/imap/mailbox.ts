import { ImapFlow } from 'imapflow';
import { SystemError } from '../system-error';

export interface MailboxOptions {
  /** imap[s]://user:password@host:port/FOLDER; INBOX where no folder is named. */
  url: string;
  timeoutMs: number;
}

/** A folder of a mailbox, a connection for each piece of work. Deletes nothing: what was taken is moved. */
export class Mailbox {
  constructor(private readonly options: MailboxOptions) {}

  /**
   * Opens the folder, works in it, and closes the connection, whatever happens.
   * @throws SystemError `transient` when the server cannot be reached, `credential` when it refuses us
   */
  async open<T>(work: (folder: OpenFolder) => Promise<T>): Promise<T> {
    const { hostname, port, protocol, username, password, pathname } = new URL(this.options.url);
    const secure = protocol === 'imaps:';
    const { timeoutMs } = this.options;
    const client = new ImapFlow({
      host: hostname,
      port: Number(port) || (secure ? 993 : 143),
      secure,
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
      logger: false,
      disableAutoIdle: true,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
    });
    client.on('error', () => undefined); // the command under way fails with it
    try {
      await client.connect();
      const folder = await client.mailboxOpen(decodeURIComponent(pathname.slice(1)) || 'INBOX');
      return await work(new OpenFolder(client, String(folder.uidValidity)));
    } catch (error) {
      throw failureOf(error);
    } finally {
      await client.logout().catch(() => client.close());
    }
  }
}

export class OpenFolder {
  constructor(
    private readonly client: ImapFlow,
    /** Numbers of messages are only valid under this one (RFC 9051, 2.3.1.1). */
    readonly validity: string,
  ) {}

  /** The numbers of the oldest messages. */
  async list(limit: number): Promise<number[]> {
    const found = await this.client.search({ deleted: false }, { uid: true });
    return (found || []).slice(0, limit);
  }

  /** Its size in bytes; undefined where it is not there any more. */
  async sizeOf(uid: number): Promise<number | undefined> {
    const message = await this.client.fetchOne(String(uid), { size: true }, { uid: true });
    return message ? (message.size ?? 0) : undefined;
  }

  async read(uid: number): Promise<Buffer | undefined> {
    const message = await this.client.fetchOne(String(uid), { source: true }, { uid: true });
    return message ? message.source : undefined;
  }

  /** Into a folder beside, which is made when it is missing. */
  async move(uid: number, folder: string): Promise<void> {
    await this.client.mailboxCreate(folder).catch(() => undefined); // it is there
    if (!(await this.client.messageMove(String(uid), folder, { uid: true })))
      throw new SystemError(`The mail server did not move a message to ${folder}.`, {
        class: 'transient',
        system: 'mailbox',
      });
  }
}

function failureOf(error: unknown): unknown {
  if (error instanceof SystemError) return error;
  const { authenticationFailed, code, responseStatus } = error as {
    authenticationFailed?: boolean;
    code?: string;
    responseStatus?: string;
  };
  if (authenticationFailed)
    return new SystemError('The mail server refused our credentials. Check INTAKE_MAILBOX.', {
      class: 'credential',
      system: 'mailbox',
    });
  if (code === undefined && responseStatus === undefined) return error;
  return new SystemError(
    `The mail server did not do what it was asked (${code ?? responseStatus}). Tried again later.`,
    {
      class: 'transient',
      system: 'mailbox',
      code: code ?? responseStatus ?? '',
    },
  );
}
