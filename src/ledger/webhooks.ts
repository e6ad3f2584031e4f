import type { WebhookEvent } from '../contracts/webhooks';
import { SeaworthyError } from '../contracts/errors';
import type { Ledger } from './ledger';

/** Who is told of what. `secret` is wrapped under a master key. */
export interface WebhookRecord {
  id: string;
  tenant: string;
  url: string;
  events: WebhookEvent[];
  secret: string;
  made_by: string;
  since: Date;
  ended_at: Date | null;
  ended_why: string | null;
}

export async function addWebhook(
  ledger: Ledger,
  {
    id,
    tenant,
    url,
    events,
    secret,
    by,
  }: Pick<WebhookRecord, 'id' | 'tenant' | 'url' | 'events' | 'secret'> & { by: string },
): Promise<WebhookRecord> {
  const { rows } = await ledger.pool.query<WebhookRecord>(
    'insert into webhooks (id, tenant, url, events, secret, made_by) values ($1, $2, $3, $4, $5, $6) returning *',
    [id, tenant, url, events, secret, by],
  );
  return rows[0]!;
}

/** Those in force, or all there have been, oldest first. */
export async function listWebhooks(ledger: Ledger, { all }: { all: boolean }): Promise<WebhookRecord[]> {
  const { rows } = await ledger.pool.query<WebhookRecord>(
    'select * from webhooks where $1 or ended_at is null order by since, id',
    [all],
  );
  return rows;
}

/** Nothing more is delivered to it; what has been stays listed. @throws SeaworthyError `Webhook.Unknown` when it is not in force */
export async function endWebhook(ledger: Ledger, id: string, why: string): Promise<WebhookRecord> {
  const { rows } = await ledger.pool.query<WebhookRecord>(
    'update webhooks set ended_at = clock_timestamp(), ended_why = $2 where id = $1 and ended_at is null returning *',
    [id, why],
  );
  if (!rows[0]) throw new SeaworthyError('Webhook.Unknown', `No webhook ${id} is in force.`);
  return rows[0];
}
