import { Table, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Projection } from '../../src/contracts/costs';
import { ColumnHeads } from '../shared/column-heads';
import { Section } from '../shared/section';

const count = (value: number): string => Math.round(value).toLocaleString('en');

/** What is met as runs become more; the first comes first. */
export function Limits({ limits }: { limits: Projection['limits'] }): ReactElement {
  return (
    <Section title="Which limit is met first">
      <Text size="sm" c="dimmed" mb="xs">
        Where all work comes in working hours, 168 a month. What is not declared is not known to be enough.
      </Text>
      <Table.ScrollContainer minWidth={560} type="native" tabIndex={0} role="region" aria-label="Limits">
        <Table>
          <ColumnHeads names={['Limit', 'Each run takes', 'A month has', 'Met at runs a month']} />
          <Table.Tbody>
            {limits.map(({ what, unit, perRun, capacity, runs }) => (
              <Table.Tr key={what}>
                <Table.Th scope="row">{what}</Table.Th>
                <Table.Td>{`${Number(perRun.toPrecision(3)).toLocaleString('en')} ${unit}`}</Table.Td>
                <Table.Td>{capacity === null ? 'not declared' : count(capacity)}</Table.Td>
                <Table.Td>{runs === null ? '' : count(runs)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  );
}
