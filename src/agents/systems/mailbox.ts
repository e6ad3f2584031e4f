import { MailClient } from '../../integrations/mail/mail-client';
import { defineSystem } from '../define-system';
import { setting } from '../../settings/setting';

export const mailbox = defineSystem({
  name: 'mailbox',
  inline: false,
  rps: 20,
  untrusted: true,
  requestTimeoutMs: 10_000,
  settlesWithinMs: 0,
  retries: 6,
  connect: ({ env, documents, permit }) => ({
    mail: new MailClient({
      url: setting(env, 'MAIL_URL'),
      from: setting(env, 'MAIL_FROM'),
      requestTimeoutMs: 10_000,
      permit,
    }),
    documents,
    /** Where Invoice Responses are handed over: the access point's mailbox. */
    accessPoint: setting(env, 'MAIL_ACCESS_POINT'),
    /** Whoever forwards questions for which the run knows no address. */
    desk: setting(env, 'MAIL_DESK'),
  }),
  probe: ({ mail }) => mail.probe(),
});
