import type { Client } from '@temporalio/client';
import type { Agent } from '../../agents/define-agent';
import type { Mailbox } from '../../integrations/imap/mailbox';
import type { MailClient } from '../../integrations/mail/mail-client';
import type { Ledger } from '../../ledger/ledger';

export interface IntakeDeps {
  ledger: Ledger;
  temporal: Client;
  agents: Readonly<Record<string, Agent>>;
  mainQueue: string;
  /** What is started with each document, and for whom. */
  workflow: string;
  tenant: string;
  mailbox?: Mailbox;
  /** Answers senders; without, what cannot be taken is only put aside. */
  answers?: { mail: Pick<MailClient, 'send'>; own: string };
  /** The drop folder, and for how long a file must have been left alone to be complete. */
  folder?: { path: string; settleMs: number };
}
