import type { ReadinessReport } from '../contracts/readiness';

/** The report in a sentence. */
export function verdictOf({ workflow, environment, ready, counts, criteria }: ReadinessReport): string {
  const parts = [
    `${counts.holds} of ${criteria.length} criteria hold`,
    ...(counts.waived ? [`${counts.waived} waived`] : []),
    ...(counts.fails ? [`${counts.fails} fail`] : []),
    ...(counts['no-evidence'] ? [`${counts['no-evidence']} without evidence yet`] : []),
  ];
  return `${workflow} is ${ready ? '' : 'not '}fit for ${environment}: ${parts.join(', ')}.`;
}
