import type { Progress } from './progress';
import { standOf } from './row-of';
import type { Row } from './row-of';
import type { Stack } from './start-stack';
import { tally } from './tally';
import { watchRuns } from './watch-runs';

/** Tells where to look, and what the runs do from here on, until the signal is given. */
export async function stayUp({
  stack,
  rows,
  progress,
  signal,
}: {
  stack: Stack;
  rows: readonly Row[];
  progress: Progress;
  signal: AbortSignal;
}): Promise<void> {
  progress.note('');
  for (const [name, url] of linksOf(stack)) progress.note(`${name.padEnd(12)} ${url}`);
  progress.note('Everything stays up until Ctrl-C.');
  const names = new Map(rows.map(({ run, invoice }) => [run, invoice]));
  const stands = new Map(rows.map((row) => [row.run, standOf({ ...row, end: row.outcome })]));
  await watchRuns(
    stack.ledger,
    () => [...names.keys()],
    signal,
    async (now) => {
      if (progress.live) progress.now(`Ctrl-C stops. ${tally(rows.length, now)}`);
      for (const run of now) {
        const stand = standOf(run);
        if (run.status === 'running' || stands.get(run.id) === stand) continue;
        stands.set(run.id, stand);
        progress.note(`${names.get(run.id)}: ${stand}`);
      }
      return false;
    },
  );
}

function linksOf({ temporal, gatewayUrl, systems }: Stack): [name: string, url: string][] {
  return [
    ['desk', `${gatewayUrl}/`],
    ...(temporal.uiUrl ? [['Temporal UI', temporal.uiUrl] as [string, string]] : []),
    ['gateway', `${gatewayUrl}/openapi.json`],
    ...systems.links,
  ];
}
