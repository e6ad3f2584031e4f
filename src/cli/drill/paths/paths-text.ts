import type { PathsOutcome } from './drill-paths';

/** The outcome for people: each way with its run's end, and what should not have been. */
export function pathsText({ ways, findings, runs, seconds, seed, passed, evidence }: PathsOutcome): string {
  return [
    ...ways.map(({ name, end }) => `  ${name.padEnd(28)} ${end || 'no end'}`),
    ...(findings.length > 0 ? ['', `What should not have been (${findings.length}):`] : []),
    ...findings.map(({ run = 'no run', what }) => `  ${run} ${what}`),
    '',
    `${runs} runs in ${Math.round(seconds)} s (seed ${seed}): ${
      passed ? 'each went the way that was meant, and came to an end of the map' : 'FAILED'
    }. Evidence ${evidence}.`,
  ].join('\n');
}
