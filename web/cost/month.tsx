import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Projection } from '../../src/contracts/costs';
import { Section } from '../shared/section';
import { dollars } from './dollars';

/** The month in words, and why it costs so many times what was measured. */
export function Month({ told }: { told: Projection }): ReactElement {
  const { at, measured, level, month, perRun, multiplier } = told;
  return (
    <Section title={`A month of ${at.toLocaleString('en')} runs`}>
      {measured === 0 ? (
        <Text size="sm">No run has ended in the last thirty days, so there is nothing to project from.</Text>
      ) : (
        <>
          <Text fw={650} fz={28} lh={1.2}>
            {dollars(month.mean)}
          </Text>
          <Text size="sm" c="dimmed" mb="xs">
            {`${dollars(month.low)} to ${dollars(month.high)} at ${Math.round(level * 100)} %, from ${measured.toLocaleString('en')} measured runs; ${dollars(perRun.mean)} each.`}
          </Text>
          <Text size="sm">
            {`That is ${multiplier.whole.toFixed(1)} times what was measured, all of it volume. The typical run costs ${dollars(multiplier.typicalRun)}, the mean ${dollars(multiplier.meanRun)}: the dearest tenth makes ${Math.round(multiplier.dearestTenth * 100)} % of the cost. It holds for cases like those that were measured.`}
          </Text>
        </>
      )}
    </Section>
  );
}
