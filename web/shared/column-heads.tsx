import { Table } from '@mantine/core';
import type { ReactElement } from 'react';

/** The names of a table's columns. */
export function ColumnHeads({ names }: { names: readonly string[] }): ReactElement {
  return (
    <Table.Thead>
      <Table.Tr>
        {names.map((name) => (
          <Table.Th key={name} scope="col">
            {name}
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
  );
}
