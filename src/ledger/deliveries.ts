import type { DeliveryState, WebhookEvent } from '../contracts/webhooks';
import { SeaworthyError } from '../contracts/errors';
import type { Ledger } from './ledger';
import type { WebhookRecord } from './webhooks';

/** One message to one receiver, and what came of it. */
export interface DeliveryRecord {
  id: string;
  webhook: string;
  run: string;
  seq: number;
  type: WebhookEvent;
  state: DeliveryState;
  round: number;
  attempts: number;
  answer: string;
  at: Date;
  tried_at: Date | null;
}

export async function listDeliveries(
  ledger: Ledger,
  filter: { state?: DeliveryState; webhook?: string; limit: number },
): Promise<DeliveryRecord[]> {
  const { rows } = await ledger.pool.query<DeliveryRecord>(
    'select * from deliveries where ($1::text is null or state = $1) and ($2::text is null or webhook = $2) order by at desc, id limit $3',
    [filter.state ?? null, filter.webhook ?? null, filter.limit],
  );
  return rows;
}

/** Those for whose round no workflow has been started, oldest first. */
export async function listUnstarted(ledger: Ledger, limit: number): Promise<{ id: string; round: number }[]> {
  const { rows } = await ledger.pool.query<{ id: string; round: number }>(
    'select id, round from deliveries where started < round order by at limit $1',
    [limit],
  );
  return rows;
}

export async function noteStarted(ledger: Ledger, { id, round }: { id: string; round: number }): Promise<void> {
  await ledger.pool.query('update deliveries set started = $2 where id = $1 and started < $2', [id, round]);
}

/** Wants it delivered again, whatever came of it before; one that is under way goes on. @throws SeaworthyError `Delivery.Unknown` */
export async function redeliver(ledger: Ledger, id: string): Promise<DeliveryRecord> {
  await ledger.pool.query(
    `update deliveries set round = round + 1, state = 'pending' where id = $1 and state <> 'pending'`,
    [id],
  );
  const { rows } = await ledger.pool.query<DeliveryRecord>('select * from deliveries where id = $1', [id]);
  if (!rows[0]) throw new SeaworthyError('Delivery.Unknown', `There is no delivery ${id}.`);
  return rows[0];
}

/** What is to be delivered, with the entry that it tells of. */
export interface ToDeliver {
  id: string;
  state: DeliveryState;
  webhook: Pick<WebhookRecord, 'id' | 'url' | 'secret'> & { ended: boolean };
  type: WebhookEvent;
  run: string;
  workflow: string;
  step: string | null;
  at: Date;
  header: Readonly<Record<string, string>>;
}

export async function readDelivery(ledger: Ledger, id: string): Promise<ToDeliver | undefined> {
  const { rows } = await ledger.pool.query<Joined>(
    `select d.id, d.state, d.type, d.run, r.workflow, e.step, e.at, e.header, w.id as webhook, w.url, w.secret, w.ended_at is not null as ended
     from deliveries d join webhooks w on w.id = d.webhook join runs r on r.id = d.run join entries e on e.run = d.run and e.seq = d.seq where d.id = $1`,
    [id],
  );
  if (!rows[0]) return undefined;
  const { webhook, url, secret, ended, header, ...rest } = rows[0];
  return {
    ...rest,
    webhook: { id: webhook, url, secret, ended },
    header: JSON.parse(header) as ToDeliver['header'],
  };
}

interface Joined extends Omit<ToDeliver, 'webhook' | 'header'> {
  webhook: string;
  url: string;
  secret: string;
  ended: boolean;
  header: string;
}

export async function noteAttempt(ledger: Ledger, id: string, answer: string, state: DeliveryState): Promise<void> {
  await ledger.pool.query(
    'update deliveries set attempts = attempts + 1, answer = $2, state = $3, tried_at = clock_timestamp() where id = $1',
    [id, answer, state],
  );
}

export async function giveUp(ledger: Ledger, id: string): Promise<void> {
  await ledger.pool.query(`update deliveries set state = 'dead' where id = $1 and state = 'pending'`, [id]);
}
