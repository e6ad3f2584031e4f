import type { RunRecord } from '../../ledger/list-runs';

/** Where the runs are, in a line: how many ended, work (at which steps), wait and are parked. */
export function tally(total: number, now: readonly RunRecord[]): string {
  const of = (status: RunRecord['status']): RunRecord[] => now.filter((run) => run.status === status);
  const steps = [...new Set(of('running').map(({ step }) => step ?? 'start'))].slice(0, 4).join(', ');
  const parts = [
    [of('ended').length, 'ended'],
    [of('running').length + total - now.length, `working${steps ? ` at ${steps}` : ''}`],
    [of('waiting').length, of('waiting').length === 1 ? 'waits for a person' : 'wait for people'],
    [of('parked').length, 'parked'],
  ] as const;
  return `${total} ${total === 1 ? 'run' : 'runs'}: ${parts.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : [])).join(' · ')}`;
}
