import { SystemError } from '../../integrations/system-error';
import type { OpenFolder } from '../../integrations/imap/mailbox';
import { answerable } from '../../integrations/mail/answerable';
import { readMessage } from '../../integrations/mail/read-message';
import type { Message } from '../../integrations/mail/read-message';
import { intakeDigest, noteIntake, wasAnswered } from '../../ledger/intake';
import { faultPoint } from '../../fault-point';
import type { IntakeDeps } from './intake-deps';
import { takeDocument } from './take-document';

const MOST_BYTES = 40 * 1024 * 1024;

/**
 * Takes one message: a run for each attachment that looks like an invoice; then it is moved to Done, or to Aside where none did. Whatever is
 * repeated after a crash finds what was done: runs by the digest of their document, an answer by its Message-ID.
 */
export async function takeMail(deps: IntakeDeps, folder: OpenFolder, uid: number): Promise<void> {
  const size = await folder.sizeOf(uid);
  if (size === undefined) return; // somebody moved it
  const digest = (content: string | Uint8Array): Promise<string> => intakeDigest(deps.ledger, content);
  const setAside = async (item: string, reason: string): Promise<void> => {
    await noteIntake(deps.ledger, { source: 'mailbox', item, part: 0, tenant: deps.tenant, outcome: 'aside', reason });
    await folder.move(uid, 'Aside');
  };
  if (size > MOST_BYTES) return setAside(await digest(`${folder.validity}:${uid}`), 'the message is larger than 40 MB');
  const source = await folder.read(uid);
  if (!source) return;
  const message = await readMessage(source).catch(() => undefined);
  const item = await digest(message?.messageId ?? source);
  if (!message) return setAside(item, 'the message cannot be read');
  const reasons: string[] = [];
  for (const [index, { bytes, filename, mediaType }] of message.attachments.entries()) {
    const taken = await takeDocument(deps, { source: 'mailbox', item, part: index + 1, bytes, filename });
    if (taken.type === 'aside') reasons.push(`attachment ${index + 1} (${mediaType}): ${taken.reason}`);
  }
  const started = reasons.length < message.attachments.length;
  faultPoint('intake-taken');
  if (!started) await putAside(deps, message, item, reasons);
  await folder.move(uid, started ? 'Done' : 'Aside');
}

/** Says so to whoever sent it, once, where a person did. */
async function putAside(deps: IntakeDeps, message: Message, item: string, reasons: readonly string[]): Promise<void> {
  const { ledger, tenant, answers } = deps;
  const reason = reasons.join('; ') || 'it has no attachment';
  const noted = { source: 'mailbox', item, part: 0, tenant, reason } as const;
  const to = answers && answerable(message, answers.own);
  const recipient = to && (await intakeDigest(ledger, to.toLowerCase()));
  if (!to || !recipient || (await wasAnswered(ledger, item, recipient)))
    return noteIntake(ledger, { ...noted, outcome: 'aside' });
  try {
    await answers.mail.send({
      to,
      subject: 'Your message could not be taken as an invoice',
      text: textOf(reasons),
      messageId: `intake.${item.slice(0, 32)}@seaworthy.invalid`,
      autoSubmitted: 'auto-replied',
      ...(message.messageId &&
      /^<[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+>$/.test(message.messageId) &&
      message.messageId.length <= 250
        ? { inReplyTo: message.messageId }
        : {}),
    });
  } catch (error) {
    if (!(error instanceof SystemError && error.class === 'rejected')) throw error;
    return noteIntake(ledger, { ...noted, outcome: 'aside' });
  }
  await noteIntake(ledger, { ...noted, outcome: 'answered', recipient });
}

function textOf(reasons: readonly string[]): string {
  return [
    'Thank you for your message. It reached a machine that takes invoices as XML (UBL 2.1 or UN/CEFACT CII), each an attachment of at most 10 MB.',
    '',
    ...(reasons.length > 0 ? reasons.map((reason) => `- ${reason}`) : ['There was no attachment.']),
    '',
    'Please send the invoice again in this form. Your message is kept for a person to look at.',
    '',
  ].join('\n');
}
