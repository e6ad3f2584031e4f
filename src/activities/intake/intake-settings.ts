import { SeaworthyError } from '../../contracts/errors';
import { Mailbox } from '../../integrations/imap/mailbox';
import type { Permit } from '../../integrations/http/permit';
import { keepSecretsOf } from '../../integrations/secrets';
import { MailClient } from '../../integrations/mail/mail-client';
import type { IntakeSource } from '../../contracts/intake';
import type { IntakeDeps } from './intake-deps';

export interface IntakeSettings extends Pick<IntakeDeps, 'workflow' | 'tenant' | 'mailbox' | 'answers' | 'folder'> {
  sources: IntakeSource[];
  everyMs: number;
}

/**
 * INTAKE_MAILBOX (imaps://user:password@host/INBOX) and INTAKE_FOLDER name the sources, INTAKE_WORKFLOW and INTAKE_TENANT what is started for
 * whom, INTAKE_EVERY the seconds between two looks. Senders are answered where MAIL_URL and MAIL_FROM are set.
 * @throws SeaworthyError `Config.Invalid`
 */
export function intakeSettings(env: NodeJS.ProcessEnv, permit?: Permit): IntakeSettings {
  const { INTAKE_MAILBOX: mailbox, INTAKE_FOLDER: folder, MAIL_URL: mail, MAIL_FROM: own } = env;
  if (mailbox && !/^imaps?:\/\/[^@]+@[^@]+$/.test(mailbox))
    throw new SeaworthyError('Config.Invalid', 'INTAKE_MAILBOX is not imaps://user:password@host/FOLDER.');
  return {
    sources: [...(mailbox ? ['mailbox' as const] : []), ...(folder ? ['folder' as const] : [])],
    everyMs: seconds(env, 'INTAKE_EVERY', 60),
    workflow: env['INTAKE_WORKFLOW'] || 'invoice-exceptions',
    tenant: env['INTAKE_TENANT'] || 'default',
    ...(mailbox ? { mailbox: new Mailbox({ url: keepSecretsOf(mailbox), timeoutMs: 30_000 }) } : {}),
    ...(folder ? { folder: { path: folder, settleMs: seconds(env, 'INTAKE_SETTLE', 5) } } : {}),
    ...(mail && own
      ? { answers: { mail: new MailClient({ url: mail, from: own, requestTimeoutMs: 10_000, permit }), own } }
      : {}),
  };
}

function seconds(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const value = Number(env[name] ?? otherwise);
  if (!(value > 0)) throw new SeaworthyError('Config.Invalid', `${name} is a number of seconds.`);
  return value * 1_000;
}
