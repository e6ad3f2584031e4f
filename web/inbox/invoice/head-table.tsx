import { Table } from '@mantine/core';
import type { ReactElement } from 'react';
import { Differing } from './differing';
import type { HeadRow } from './head-rows';

export function HeadTable({ rows }: { rows: HeadRow[] }): ReactElement {
  return (
    <Table.ScrollContainer
      minWidth={480}
      type="native"
      tabIndex={0}
      role="region"
      aria-label="Invoice beside order and master data"
    >
      <Table verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Td w={120} />
            <Table.Th scope="col">Invoice</Table.Th>
            <Table.Th scope="col">Order and master data</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ name, invoice, known, differs }) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" c="dimmed" fw={500}>
                {name}
              </Table.Th>
              <Table.Td>{differs ? <Differing>{invoice}</Differing> : invoice}</Table.Td>
              <Table.Td>{known}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
