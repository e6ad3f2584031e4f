import { Paper, SimpleGrid, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Overview } from '../../src/contracts/figures';

const names = {
  running: 'running',
  waiting: 'wait for people',
  parked: 'parked',
  ended: 'ended in two weeks',
} as const;

/** Runs by state. */
export function States({ states }: { states: Overview['states'] }): ReactElement {
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="md" component="dl" m={0}>
      {(['running', 'waiting', 'parked', 'ended'] as const).map((state) => (
        <Paper
          key={state}
          withBorder
          p="md"
          style={{ display: 'flex', flexDirection: 'column-reverse', justifyContent: 'flex-end' }}
        >
          <Text component="dt" size="sm" c="dimmed">
            {names[state]}
          </Text>
          <Text component="dd" m={0} fw={650} fz={28} lh={1.2}>
            {states[state].toLocaleString('en')}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
