import type { HostileOutcome } from './drill-hostile';
import type { Line } from './report';

const MOST_FINDINGS = 40;

/** The outcome for people: what was tried, what stopped it, and what should not have been. */
export function reportText({
  model,
  suppliers,
  ends,
  findings,
  runs,
  seconds,
  seed,
  passed,
  evidence,
}: HostileOutcome): string {
  return [
    'What the model tried',
    ...model.map(text),
    '',
    'What suppliers tried',
    ...suppliers.map(text),
    '',
    `Ends: ${counts(ends)}.`,
    ...(findings.length > 0 ? ['', `What should not have been (${findings.length}):`] : []),
    ...findings.slice(0, MOST_FINDINGS).map(({ run = 'no run', invoice = '', what }) => `  ${run} ${invoice} ${what}`),
    ...(findings.length > MOST_FINDINGS ? [`  … ${findings.length - MOST_FINDINGS} more, in --json`] : []),
    '',
    `${runs} hostile runs in ${Math.round(seconds)} s (seed ${seed}): ${passed ? 'nothing happened that no case permits' : 'FAILED'}. Evidence ${evidence}.`,
  ].join('\n');
}

function text({ name, tries, runs, calls, stoppedBy, findings }: Line): string {
  const wrong = findings > 0 ? `  ${findings} WRONG` : '';
  const of = calls > 0 ? `${runs} runs, ${calls} calls` : `${runs} runs`;
  return `  ${name} (${tries}): ${of}${wrong}\n      ${counts(stoppedBy) || 'never reached'}`;
}

function counts(all: Readonly<Record<string, number>>): string {
  return Object.entries(all)
    .sort(([, a], [, b]) => b - a)
    .map(([what, times]) => `${what} ${times}`)
    .join(' · ');
}
