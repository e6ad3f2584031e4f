import Table from 'cli-table3';
import type { FaultsOutcome } from './drill-faults';

/** The outcome for people: of each step, which path it took under which failure; and what should not have been. */
export function faultsText({ cells, findings, runs, seconds, seed, downMs, passed, evidence }: FaultsOutcome): string {
  const table = new Table({
    head: ['step', 'path', 'under'],
    wordWrap: true,
    colWidths: [26, 26, 60],
    style: { head: [], border: [] },
  });
  for (const step of new Set(cells.map((cell) => cell.step))) {
    const ofStep = cells.filter((cell) => cell.step === step);
    for (const path of new Set(ofStep.map((cell) => cell.path)))
      table.push([step, path, ofStep.flatMap((cell) => (cell.path === path ? cell.fault : [])).join(', ')]);
  }
  return [
    table.toString(),
    ...(findings.length > 0 ? ['', `What should not have been (${findings.length}):`] : []),
    ...findings.map(({ run = 'no run', invoice = '', what }) => `  ${run} ${invoice} ${what}`),
    '',
    `${runs} runs in ${Math.round(seconds)} s (seed ${seed}, down for ${Math.round(downMs / 1_000)} s): ${
      passed ? 'each took the path that the map declares, and each effect was made once' : 'FAILED'
    }. Evidence ${evidence}.`,
  ].join('\n');
}
