// Needs the mailbox stand-in (starts it); no database.
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { MailClient } from '../../../src/integrations/mail/mail-client';
import type { Mail } from '../../../src/integrations/mail/mail-input';
import { startMailboxStandIn } from '../../../standins/mailbox/start-mailbox-stand-in';
import type { Fate, MailboxStandIn } from '../../../standins/mailbox/start-mailbox-stand-in';

let mailbox: MailboxStandIn;
let client: MailClient;
let sends = 0;
const mail = (changes: Partial<Mail> = {}): Mail => ({
  to: 'clerk@buyer.example',
  subject: 'Rechnung R-1: Rückfrage',
  text: 'Bitte prüfen:\nhttps://desk.example/decide?token=abc.def-ghi_jkl_mnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz\n',
  messageId: `run-${++sends}.step@seaworthy.invalid`,
  ...changes,
});

beforeAll(async () => {
  mailbox = await startMailboxStandIn();
  client = new MailClient({ url: mailbox.smtpUrl, from: 'Seaworthy <seaworthy@buyer.example>', requestTimeoutMs: 600 });
});
afterAll(() => mailbox.close());

test('a message arrives as it was sent, attachments included', async () => {
  const message = mail({
    attachments: [{ filename: 'response.xml', content: '<a>ü</a>', contentType: 'application/xml' }],
  });
  await client.send(message);
  const received = mailbox.messages().at(-1);
  expect(received).toMatchObject({
    messageId: `<${message.messageId}>`,
    from: 'seaworthy@buyer.example',
    to: ['clerk@buyer.example'],
    subject: message.subject,
    text: message.text.trim(),
    attachments: ['response.xml'],
    deliveries: 1,
  });
});

test('a probe asks whether the server is there, and sends nothing', async () => {
  const before = mailbox.messages().length;
  await client.probe();
  expect(mailbox.messages()).toHaveLength(before);
  const nobody = new MailClient({ url: 'smtp://127.0.0.1:1', from: 'a@b.example', requestTimeoutMs: 600 });
  await expect(nobody.probe()).rejects.toMatchObject({ class: 'transient', system: 'mailbox' });
});

test('the same Message-ID sent twice is one message, delivered twice', async () => {
  const message = mail();
  await client.send(message);
  await client.send({ ...message, messageId: `<${message.messageId}>` });
  const same = mailbox.messages().filter((it) => it.messageId === `<${message.messageId}>`);
  expect(same.map((it) => it.deliveries)).toEqual([2]);
});

test.each<[string, Partial<Mail>]>([
  ['a line break in the subject', { subject: 'Hello\r\nBcc: all@victim.example' }],
  ['a bare line feed', { subject: 'Hello\nX: y' }],
  ['a Unicode line separator', { subject: 'Hello\u2028Bcc: x' }],
  ['a null', { subject: 'a\0b' }],
  ['a second recipient', { to: 'a@b.example, c@d.example' }],
  ['a display name', { to: 'Somebody <a@b.example>' }],
  ['an SMTP command as recipient', { to: 'a@b.example>\r\nRCPT TO:<c@d.example' }],
  ['a Message-ID with a header', { messageId: 'a@b>\r\nBcc: c@d.example' }],
  [
    'a file name that is a path',
    { attachments: [{ filename: '../etc/passwd', content: '', contentType: 'text/plain' }] },
  ],
  ['a file name with a header', { attachments: [{ filename: 'a\r\nX: y', content: '', contentType: 'text/plain' }] }],
  [
    'a content type with a header',
    { attachments: [{ filename: 'a', content: '', contentType: 'text/plain\r\nX: y' }] },
  ],
])('%s is refused before anything is sent', async (_what, changes) => {
  const before = mailbox.messages().length;
  await expect(client.send(mail(changes))).rejects.toMatchObject({ class: 'rejected', system: 'mailbox' });
  expect(mailbox.messages()).toHaveLength(before);
});

test.each<[Fate, string, string, boolean]>([
  ['451', 'transient', '451', false],
  ['530', 'credential', '530', false],
  ['550', 'rejected', '550', false],
  ['lost-answer', 'unknown', 'ECONNECTION', true],
  ['reset', 'unknown', 'ECONNECTION', false],
  ['timeout', 'unknown', 'timeout', false],
])('%s → %s', async (fate, failure, code, delivered) => {
  mailbox.nextFates([fate]);
  const message = mail();
  await expect(client.send(message)).rejects.toMatchObject({ class: failure, code, system: 'mailbox' });
  expect(mailbox.messages().some((it) => it.messageId === `<${message.messageId}>`)).toBe(delivered);
});

test('after a lost answer, sending again leaves one message', async () => {
  mailbox.nextFates(['lost-answer']);
  const message = mail();
  await expect(client.send(message)).rejects.toMatchObject({ class: 'unknown' });
  await client.send(message);
  expect(
    mailbox
      .messages()
      .filter((it) => it.messageId === `<${message.messageId}>`)
      .map((it) => it.deliveries),
  ).toEqual([2]);
});

test('a server that is not there, or does not greet, is transient: nothing has left', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const to = (url: string): MailClient => new MailClient({ url, from: 'a@b.example', requestTimeoutMs: 150 });
  await expect(to(`smtp://127.0.0.1:${port}`).send(mail())).rejects.toMatchObject({
    class: 'transient',
  });
  silent.close();
  await expect(to('smtp://127.0.0.1:1').send(mail())).rejects.toMatchObject({ class: 'transient', code: 'ESOCKET' });
  await expect(to('smtp://nowhere.invalid').send(mail())).rejects.toMatchObject({ class: 'transient' });
});

test('beforeSend is called once, as the message leaves, and can forbid it', async () => {
  let calls = 0;
  await client.send(mail(), { beforeSend: () => void (calls += 1) });
  expect(calls).toBe(1);
  const forbidden = new Error('the claim is too old');
  const message = mail();
  await expect(
    client.send(message, {
      beforeSend: () => {
        throw forbidden;
      },
    }),
  ).rejects.toBe(forbidden);
  expect(mailbox.messages().some((it) => it.messageId === `<${message.messageId}>`)).toBe(false);
});

test('an abort before the message leaves comes out as it is, one after as unknown', async () => {
  const reason = new Error('cancelled');
  await expect(client.send(mail(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  mailbox.nextFates(['timeout']);
  const controller = new AbortController();
  const sending = client.send(mail(), {
    signal: controller.signal,
    beforeSend: () => setImmediate(() => controller.abort(reason)),
  });
  await expect(sending).rejects.toMatchObject({ class: 'unknown' });
});

test('errors name no addresses', async () => {
  mailbox.nextFates(['550']);
  const error: unknown = await client.send(mail()).catch((it: unknown) => it);
  expect(String(error)).not.toMatch(/@/);
});
