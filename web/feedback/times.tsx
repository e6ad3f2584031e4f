import { SimpleGrid, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { FeedbackFigures } from '../../src/contracts/feedback';
import { duration } from '../shared/duration';
import { Section } from '../shared/section';

const inWords = (ms: number | null): string => (ms === null ? 'none yet' : duration(ms));

/** How fast what was flagged is looked at, and put right. */
export function Times({ told }: { told: FeedbackFigures }): ReactElement {
  const { flags, runs } = told;
  const figures = [
    ['Flags, of so many runs', `${flags.all} of ${runs.toLocaleString('en')}`],
    ['To a review, half within', inWords(flags.triageMedianMs)],
    ['To a review, nine of ten within', inWords(flags.triageP90Ms)],
    ['To a promoted fix, half within', inWords(flags.fixMedianMs)],
  ] as const;
  return (
    <Section title="The last thirty days">
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
        {figures.map(([what, value]) => (
          <div key={what}>
            <Text size="sm" c="dimmed">
              {what}
            </Text>
            <Text fw={650} fz="xl">
              {value}
            </Text>
          </div>
        ))}
      </SimpleGrid>
    </Section>
  );
}
