import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerError, SMTPServerSession } from 'smtp-server';
import { z } from 'zod';
import { readMail } from './read-mail';

export interface ReceivedMail {
  messageId: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  attachments: string[];
  raw: string;
  /** How often it came: more than once is the sender's retry. */
  deliveries: number;
}

/** What happens to a message: refused for now, for want of credentials, or for good, the connection lost after it was kept or before, or no reply at all. */
const Fate = z.enum(['451', '530', '550', 'lost-answer', 'reset', 'timeout']);
export type Fate = z.infer<typeof Fate>;

export interface MailboxStandIn {
  smtpUrl: string;
  url: string;
  /** Each message once, oldest first. */
  messages(): ReceivedMail[];
  /** What happens to the next messages, in their order; those after are taken. */
  nextFates(fates: Fate[]): void;
  close(): Promise<void>;
}

type Sent = Pick<ReceivedMail, 'raw' | 'from' | 'to'>;

interface MailboxOptions {
  port?: number;
  httpPort?: number;
  /** A file that keeps the messages: one that is killed has them when it is back. */
  keepIn?: string;
}

/** A mailbox to develop and test against: a real SMTP server that keeps what it is given, in memory, and passes nothing on. */
export async function startMailboxStandIn(options: MailboxOptions = {}): Promise<MailboxStandIn> {
  const { keepIn } = options;
  const kept = new Map<string, ReceivedMail>();
  if (keepIn && existsSync(keepIn))
    for (const line of readFileSync(keepIn, 'utf8').split('\n')) if (line) keep(kept, JSON.parse(line) as Sent);
  let fates: Fate[] = [];

  const smtp = new SMTPServer({
    banner: 'stand-in mailbox of Seaworthy: nothing is passed on',
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 200,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const fate = fates.shift();
        if (fate === undefined || fate === 'lost-answer') {
          const sent = sentBy(session, Buffer.concat(chunks).toString('utf8'));
          if (keepIn) appendFileSync(keepIn, `${JSON.stringify(sent)}\n`);
          keep(kept, sent);
        }
        if (fate === 'lost-answer' || fate === 'reset') socketOf(session)?.destroy();
        else if (fate === undefined) done(null, 'kept by the stand-in');
        else if (fate !== 'timeout') done(refusal(Number(fate)));
      });
    },
  });
  const socketOf = ({ id }: SMTPServerSession): { destroy(): void } | undefined =>
    [...smtp.connections].find((connection) => connection.id === id)?._socket;
  smtp.on('error', () => {}); // of single connections: clients that hang up

  const http = Fastify({ forceCloseConnections: true });
  http.addHook('onRequest', async (_request, reply) => void reply.header('x-stand-in', 'mailbox'));
  http.get('/', (_request, reply) =>
    reply
      .type('text/plain')
      .send('This is a stand-in for a mailbox, for development and tests. Nothing is passed on.\n'),
  );
  http.get('/messages', () => [...kept.values()]);
  http.put('/_standin/fates', ({ body }, reply) => {
    const next = z.array(Fate).safeParse(body);
    if (!next.success) return reply.code(400).send({ error: z.prettifyError(next.error) });
    fates = next.data;
    return fates;
  });

  const server = smtp.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const url = await http.listen({ port: options.httpPort ?? 0, host: '127.0.0.1' });
  return {
    smtpUrl: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    url,
    messages: () => structuredClone([...kept.values()]),
    nextFates: (next) => (fates = [...next]),
    close: async () => {
      await Promise.all([new Promise<void>((resolve) => smtp.close(resolve)), http.close()]);
    },
  };
}

function sentBy({ envelope: { mailFrom, rcptTo } }: SMTPServerSession, raw: string): Sent {
  return { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), raw };
}

function keep(kept: Map<string, ReceivedMail>, { raw, from, to }: Sent): void {
  const { headers, text, attachments } = readMail(raw);
  const messageId = headers['message-id'] ?? `<without-id-${kept.size + 1}>`;
  const known = kept.get(messageId);
  if (known) {
    known.deliveries += 1;
    return;
  }
  kept.set(messageId, {
    messageId,
    from,
    to,
    subject: headers.subject ?? '',
    text,
    attachments,
    raw,
    deliveries: 1,
  });
}

function refusal(responseCode: number): SMTPServerError {
  return Object.assign(new Error('refused by the stand-in, as it was told to'), { responseCode });
}
