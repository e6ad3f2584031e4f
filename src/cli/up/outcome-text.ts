import { createClient } from '../../../client';
import type { Row } from './row-of';
import { standOf } from './row-of';
import { rowsTable } from './rows-table';
import type { Systems } from './start-systems';
import { waitingText } from './waiting-text';

/** What became of the invoices: table, sum, and what waits for people. */
export async function outcomeText(
  rows: readonly Row[],
  { gatewayUrl, systems, stays }: { gatewayUrl: string; systems: Systems; stays: boolean },
): Promise<string> {
  const client = createClient({ url: gatewayUrl, as: 'reviewer' });
  const waiting = rows.filter(({ status }) => status === 'waiting');
  const stories = await Promise.all(waiting.map(({ run }) => client.run(run)));
  const open = await Promise.all(stories.flatMap(({ approvals }) => approvals).map((id) => client.approval(id)));
  const ours = new Set(rows.map(({ run }) => run));
  const others = (await client.runs({ status: 'waiting', limit: 100 })).runs.filter(({ run }) => !ours.has(run)).length;
  return [
    rowsTable(rows),
    `${rows.length} ${rows.length === 1 ? 'run' : 'runs'}: ${sums(rows)}.`,
    ...(rows.some(({ status }) => status === 'running')
      ? ['What is stuck has not moved for ten minutes: .seaworthy/logs/worker.log may say why.']
      : []),
    ...(systems.model === 'stand-in'
      ? ['Model: stand-in in every run. Tokens are its estimate, cost is what Claude would have asked for them.']
      : []),
    ...(open.length > 0 ? ['', waitingText(open, rows, stays)] : []),
    ...(others > 0 ? [`Beside these, ${others} of earlier starts wait.`] : []),
  ].join('\n');
}

function sums(rows: readonly Row[]): string {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const stand = row.status === 'waiting' ? 'waiting for people' : standOf({ ...row, end: row.outcome });
    counts.set(stand, (counts.get(stand) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([stand, count]) => `${count} ${stand}`)
    .join(', ');
}
