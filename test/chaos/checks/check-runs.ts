import { maps } from '../../../src/workflows/maps';
import type { Evidence, Finding, Ran } from './evidence';

/** Each run has ended where its map declares it, its entries are without gap, each call has one result, each question was put and decided once. */
export function checkRuns({ runs, mails }: Evidence): {
  findings: Finding[];
  ends: Record<string, number>;
  approvals: number;
} {
  const ends: Record<string, number> = {};
  const findings: Finding[] = [];
  let approvals = 0;
  const { steps } = maps['invoice-exceptions']!;
  for (const ran of runs) {
    const { run, status, end, entries } = ran;
    const found = (what: string): void => void findings.push({ run, what });
    ends[end ?? status] = (ends[end ?? status] ?? 0) + 1;
    if (end === null || steps[end]?.kind !== 'end') found(`is ${status} at ${end ?? 'no end'}: ${lastOf(ran)}`);
    if (entries.some(({ seq }, index) => seq !== index + 1)) found('its entries have a gap');
    for (const call of twice(entries.flatMap((entry) => (entry.kind === 'result' ? [entry.header.call] : []))))
      found(`${call} has two results`);
    const asked = entries.flatMap((entry) => (entry.kind === 'approval-asked' ? [entry.header] : []));
    approvals += asked.length;
    for (const approval of twice(asked.map((each) => each.approval))) found(`${approval} was asked twice`);
    for (const [about, times] of askedAgain(ran)) found(`people were asked ${times} times about ${about}`);
    for (const kind of ['decided', 'decision-taken'] as const) {
      const decided = entries.flatMap((entry) => (entry.kind === kind ? [entry.header.approval] : []));
      for (const approval of twice(decided)) found(`${approval} was ${kind} twice`);
    }
  }
  const shown = mails.map(
    ({ messageId, to }) => `${/^<?(run_\w+\.\d+\.\d+\.\w+)\./.exec(messageId)?.[1] ?? messageId} ${to.join()}`,
  );
  for (const each of twice(shown)) findings.push({ what: `people were told twice: ${each}` });
  return { findings, ends, approvals };
}

/** The same call under the same rule, more than once, though nothing says that the first decision did not hold. */
function askedAgain({ entries }: Ran): [about: string, times: number][] {
  const times = new Map<string, number>();
  for (const entry of entries) {
    if (entry.kind !== 'approval-asked' || entry.header.gate !== 'approval') continue;
    const { rule, call } = entry.body as { rule?: string; call?: string };
    const about = `${call} by ${rule}`;
    times.set(about, (times.get(about) ?? 0) + 1);
  }
  return [...times].filter(([, each]) => each > 1);
}

export function twice(all: readonly string[]): string[] {
  const met = new Set<string>();
  return all.filter((each) => met.has(each) || !met.add(each));
}

function lastOf({ entries }: Ran): string {
  return entries
    .slice(-4)
    .map(({ kind, header }) => `${kind} ${JSON.stringify(header)}`)
    .join('; ');
}
