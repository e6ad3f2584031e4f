import type { WebhookMessage } from '../../contracts/webhooks';
import type { ToDeliver } from '../../ledger/deliveries';

/** What a receiver is sent: from the entry's clear header alone, which holds nothing personal, and never changes. */
export function messageOf({ type, run, workflow, step, at, header }: ToDeliver): WebhookMessage {
  const timestamp = at.toISOString();
  const links = { run: `/v1/runs/${run}` };
  switch (type) {
    case 'run.ended':
      return { type, timestamp, data: { run, workflow, end: header['end'] ?? header['what'] ?? '', links } };
    case 'approval.asked': {
      const { approval = '', gate = '', role = '', due = '' } = header;
      const data = { approval, run, workflow, step: step ?? '', gate, role, due };
      return { type, timestamp, data: { ...data, links: { approval: `/v1/approvals/${approval}`, ...links } } };
    }
  }
}
