import type { Client } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { Pool } from 'pg';
import { plainHistory } from '../../helpers/plain-history';

/** Where one of the values stands in a text, in any of the ways it may be written down; with what is around it. */
export function leaksIn(text: string, values: readonly string[]): string[] {
  const found: string[] = [];
  for (const value of values) {
    const plain = JSON.stringify(value).slice(1, -1);
    const forms = [value, plain, JSON.stringify(plain).slice(1, -1), encodeURIComponent(value)];
    const bytes = [Buffer.from(value).toString('base64').replace(/=+$/, ''), Buffer.from(value).toString('hex')];
    for (const form of new Set([...forms, ...bytes])) {
      const at = text.toLowerCase().indexOf(form.toLowerCase());
      if (at >= 0) found.push(`${value} in …${text.slice(Math.max(0, at - 120), at + form.length + 40)}…`);
    }
  }
  return found;
}

/** Each table of the database as text: bytes as the text they are. */
export async function databaseText(pool: Pool): Promise<string> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<Record<string, unknown>>(`select * from "${name}"`);
    for (const row of rows) {
      texts.push(
        `${name}: ${Object.entries(row)
          .map(([column, value]) => `${column} ${textOf(value)}`)
          .join(' · ')}`,
      );
    }
  }
  return texts.join('\n');
}

/** What Temporal holds, as those see it who have the codec's keys too: every history and description. */
export async function temporalText(client: Client, codec: PayloadCodec): Promise<{ runs: number; text: string }> {
  const texts: string[] = [];
  let runs = 0;
  for await (const { workflowId } of client.workflow.list()) {
    runs += 1;
    const handle = client.workflow.getHandle(workflowId);
    const json = historyToJSON(await plainHistory(await handle.fetchHistory(), codec));
    const description = JSON.stringify((await handle.describe()).raw, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString() : value,
    );
    texts.push(json, description, ...[...json.matchAll(/"data":\s*"([^"]+)"/g)].map(([, data]) => decoded(data!)));
  }
  return { runs, text: texts.join('\n') };
}

function decoded(data: string): string {
  return Buffer.from(data, 'base64').toString();
}

function textOf(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString() : typeof value === 'string' ? value : JSON.stringify(value);
}
