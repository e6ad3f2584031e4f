import type { CriterionResult, ReadinessReport } from '../contracts/readiness';
import { PATTERNS, STATES } from '../readiness/patterns';
import { verdictOf } from '../readiness/verdict-of';
import { wrap } from './print';

const MARKS = { holds: '✓', fails: '✗', 'no-evidence': '?', waived: '~' } as const;

/** A line for each criterion, by pattern; under those that do not hold what to do. */
export function readinessText(report: ReadinessReport): string {
  const { version, criteria } = report;
  const patterns = [...new Set(criteria.map(({ pattern }) => pattern))];
  return [
    `Version ${version}`,
    ...patterns.flatMap((pattern) => [
      `\n${PATTERNS[pattern]}`,
      ...criteria.filter((criterion) => criterion.pattern === pattern).flatMap(linesOf),
    ]),
    `\n${verdictOf(report)}`,
  ].join('\n');
}

function linesOf({ id, state, says, next, waiver }: CriterionResult): string[] {
  const line = wrap(`${MARKS[state]} ${id}: ${STATES[state]}. ${says}`, '  ');
  const waived = waiver && wrap(`waived by ${waiver.by} until ${waiver.until.slice(0, 10)}: ${waiver.why}`, '      ');
  return [line, ...(waived ? [waived] : []), ...(next === null ? [] : [wrap(`→ ${next}`, '      ')])];
}
