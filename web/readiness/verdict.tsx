import { Alert, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { ReadinessReport } from '../../src/contracts/readiness';

/** The report in a sentence, and where it may run. */
export function Verdict({ report }: { report: ReadinessReport }): ReactElement {
  const { ready, counts, criteria, environment, version, admission } = report;
  const others = [
    [counts.waived, 'waived'],
    [counts.fails, 'fail'],
    [counts['no-evidence'], 'without evidence yet'],
  ] as const;
  const told = others.filter(([count]) => count > 0).map(([count, what]) => `, ${count} ${what}`);
  return (
    <Alert color={ready ? 'green' : 'red'} title={`${ready ? 'Fit' : 'Not fit'} for ${environment}`}>
      <Text size="sm">{`${counts.holds} of ${criteria.length} criteria hold${told.join('')}. Version ${version}.`}</Text>
      <Text size="sm">
        {admission
          ? `Admitted by ${admission.by}, version ${admission.version}, until ${admission.until.slice(0, 10)}.`
          : 'Never admitted here.'}
      </Text>
    </Alert>
  );
}
