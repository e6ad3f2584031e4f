import type { CriterionResult, ReadinessReport } from '../contracts/readiness';
import { escaped } from './escaped';
import { PATTERNS } from './patterns';

/** JUnit XML: a suite for each pattern, a case for each criterion. What has no evidence yet fails as well; what is waived is skipped. */
export function readinessJunit({ workflow, environment, at, criteria }: ReadinessReport): string {
  const patterns = [...new Set(criteria.map(({ pattern }) => pattern))];
  const suites = patterns.map((pattern) => {
    const cases = criteria.filter((criterion) => criterion.pattern === pattern);
    const name = escaped(`${workflow} for ${environment}: ${PATTERNS[pattern]}`);
    return `  <testsuite name="${name}" timestamp="${at.slice(0, 19)}" ${countsOf(cases)}>\n${cases.map(caseOf).join('\n')}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${countsOf(criteria)}>\n${suites.join('\n')}\n</testsuites>\n`;
}

function countsOf(cases: readonly CriterionResult[]): string {
  const failures = cases.filter(({ state }) => state === 'fails' || state === 'no-evidence').length;
  const skipped = cases.filter(({ state }) => state === 'waived').length;
  return `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}" time="0"`;
}

function caseOf({ id, pattern, asks, state, says, next, waiver }: CriterionResult): string {
  const open = `    <testcase classname="${pattern}" name="${escaped(`${id}: ${asks}`)}" time="0"`;
  switch (state) {
    case 'holds':
      return `${open}><system-out>${escaped(says)}</system-out></testcase>`;
    case 'waived':
      return `${open}><skipped message="${escaped(`${says} Waived by ${waiver?.by} until ${waiver?.until}: ${waiver?.why}`)}"/></testcase>`;
    case 'fails':
    case 'no-evidence':
      return `${open}><failure type="${state}" message="${escaped(says)}">${escaped(`What to do: ${next}`)}</failure></testcase>`;
  }
}
