import type { ApprovalEvent } from '../contracts/activities';
import type { GateKind } from '../contracts/entry';
import type { ApprovalRecord } from '../ledger/list-approvals';

const asks: Record<GateKind, string> = {
  approval: 'An approval is asked',
  question: 'A question is asked',
  task: 'A task waits',
};

/**
 * What people are written: that they are asked, what about, until when and where to look. Neither arguments nor details, which may name people:
 * those are shown to whoever has signed in.
 */
export function noticeOf(
  { id, run, workflow, step, gate, role, approvers, askedAt, dueAt, asked }: ApprovalRecord,
  event: Exclude<ApprovalEvent, 'defaulted'>,
  deskUrl?: string,
): { subject: string; text: string } {
  const title = titleIn(asked) || `${gate} at ${step}`;
  const how = {
    asked: asks[gate],
    reminded: `Reminder: ${asks[gate].toLowerCase()}`,
    escalated: `${asks[gate]}, and nobody answered in time`,
  };
  const where = deskUrl
    ? `Look at it, and decide there:\n${deskUrl.replace(/\/+$/, '')}/desk/inbox/${id}`
    : `Look at it:  seaworthy show ${run}`;
  return {
    subject: `${how[event]}: ${title}`,
    text: [
      `${how[event]} of you as ${role}:`,
      '',
      `  ${title}`,
      '',
      `Workflow  ${workflow}, step ${step}`,
      `Asked     ${minute(askedAt)}`,
      `Until     ${minute(dueAt)}`,
      ...(approvers > 1 ? [`Needs     ${approvers} people`] : []),
      '',
      where,
      '',
      'This mail decides nothing: neither does its link, nor an answer to it.',
      '',
    ].join('\n'),
  };
}

/** In a header and on a line: no control or direction characters. */
function titleIn(asked: unknown): string {
  const { title } = (asked ?? {}) as { title?: unknown };
  return typeof title === 'string'
    ? title
        .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
        .slice(0, 200)
        .trim()
    : '';
}

function minute(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
