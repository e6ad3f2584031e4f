import { Table, Text } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { ColumnHeads } from '../shared/column-heads';
import { Section } from '../shared/section';

/** A plot, and the same as a table for who cannot see it. */
export function Plot({
  title,
  note,
  head,
  rows,
  children,
}: {
  title: string;
  note?: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
  children: ReactNode;
}): ReactElement {
  return (
    <Section title={title}>
      {note ? (
        <Text size="sm" c="dimmed" mb="xs">
          {note}
        </Text>
      ) : null}
      {rows.length === 0 ? <Text size="sm">There is nothing to show yet.</Text> : <div aria-hidden>{children}</div>}
      {rows.length === 0 ? null : (
        <details>
          <Text component="summary" size="sm" c="dimmed" style={{ cursor: 'pointer', width: 'fit-content' }}>
            As a table
          </Text>
          <Table aria-label={title}>
            <ColumnHeads names={head} />
            <Table.Tbody>
              {rows.map(([first, ...others]) => (
                <Table.Tr key={first}>
                  <Table.Th scope="row">{first}</Table.Th>
                  {others.map((cell, index) => (
                    <Table.Td key={index}>{cell}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </details>
      )}
    </Section>
  );
}

/** Nothing of a plot can be reached by keys: its table says the same. */
export const still = { accessibilityLayer: false } as const;
