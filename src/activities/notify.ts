import { createHash } from 'node:crypto';
import { Context, log } from '@temporalio/activity';
import type { NotifyActivities } from '../contracts/activities';
import { faultPoint } from '../fault-point';
import type { MailClient } from '../integrations/mail/mail-client';
import { SystemError } from '../integrations/system-error';
import type { Ledger } from '../ledger/ledger';
import { readApproval } from '../ledger/list-approvals';
import { classified } from './classified';
import { noticeOf } from './notice-of';

export interface NotifyDeps {
  ledger: Ledger;
  /** Asked for when there is somebody to write to. */
  mail: () => Pick<MailClient, 'send'>;
  /** Who is written to for a role; nobody where it is not said. */
  addresses: ReadonlyMap<string, readonly string[]>;
  /** The desk as people reach it. */
  deskUrl?: string;
}

/**
 * Writes to the people of a role that something waits for them, or still does, or has come to them. Each mail has its own Message-ID, the same
 * at every try, so that a mailbox shows it once.
 */
export function createNotify({ ledger, mail, addresses, deskUrl }: NotifyDeps): NotifyActivities['notify'] {
  return classified(async ({ run, approval: id, event }) => {
    const { info } = Context.current();
    log.info(`approval ${event}`, { run, approval: id });
    if (event === 'defaulted') return;
    const asked = await readApproval(ledger, id);
    if (asked?.status !== 'open') return; // somebody was faster
    const notice = noticeOf(asked, event, deskUrl);
    const tried = await Promise.allSettled(
      (addresses.get(asked.role) ?? []).map((to) => {
        const messageId = `${id}.${event}.${info.activityId}.${digest(to)}@seaworthy.invalid`;
        return mail().send({ ...notice, to, messageId, autoSubmitted: 'auto-generated' });
      }),
    );
    faultPoint('notify.sent');
    const failed = tried.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    const again = failed.find((error) => !(error instanceof SystemError && error.class === 'rejected'));
    if (failed.length > 0) log.warn('mail was not taken', { approval: id, failed: failed.length });
    if (again) throw again as Error;
  });
}

function digest(address: string): string {
  return createHash('sha256').update(address).digest('hex').slice(0, 8);
}
