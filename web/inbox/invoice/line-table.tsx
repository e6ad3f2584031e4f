import { Table } from '@mantine/core';
import Decimal from 'decimal.js';
import type { ReactElement } from 'react';
import type { Invoice } from '../../../src/contracts/invoice';
import type { Comparison } from '../../../src/contracts/invoice-exceptions';
import { formatMoney } from '../../shared/money';
import { Differing } from './differing';
import { unitInWords } from './unit-in-words';

type Kind = Comparison['differences'][number]['kind'];

const ofQuantity: Kind[] = ['quantity', 'not-received', 'not-ordered', 'unit'];

/** Each line of the invoice: how many were ordered, received and invoiced, and at which price. */
export function LineTable({ comparison, invoice }: { comparison: Comparison; invoice: Invoice }): ReactElement {
  const differs = (line: string, kinds: Kind[]): boolean =>
    comparison.differences.some((difference) => difference.line === line && kinds.includes(difference.kind));
  const marked = (text: string, is: boolean): ReactElement | string => (is ? <Differing>{text}</Differing> : text);
  return (
    <Table.ScrollContainer minWidth={620} type="native" tabIndex={0} role="region" aria-label="Lines">
      <Table verticalSpacing={6} fz="sm" striped>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Line</Table.Th>
            <Table.Th scope="col" ta="right">
              Ordered
            </Table.Th>
            <Table.Th scope="col" ta="right">
              Received
            </Table.Th>
            <Table.Th scope="col" ta="right">
              Invoiced
            </Table.Th>
            <Table.Th scope="col" ta="right">
              Price ordered
            </Table.Th>
            <Table.Th scope="col" ta="right">
              Price invoiced
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody style={{ fontVariantNumeric: 'tabular-nums' }}>
          {comparison.lines.map((line) => {
            const unit = unitInWords(invoice.lines.find(({ id }) => id === line.line)?.unit ?? '');
            return (
              <Table.Tr key={line.line}>
                <Table.Th scope="row" fw={500}>
                  {line.name}
                </Table.Th>
                <Table.Td ta="right">{quantity(line.orderedQuantity, unit)}</Table.Td>
                <Table.Td ta="right">{quantity(line.receivedQuantity, unit)}</Table.Td>
                <Table.Td ta="right">
                  {marked(quantity(line.invoicedQuantity, unit), differs(line.line, ofQuantity))}
                </Table.Td>
                <Table.Td ta="right">
                  {line.orderedPrice ? formatMoney(line.orderedPrice, invoice.currency) : '–'}
                </Table.Td>
                <Table.Td ta="right">
                  {marked(formatMoney(line.invoicedPrice, invoice.currency), differs(line.line, ['price', 'currency']))}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function quantity(amount: string | undefined, unit: string): string {
  return amount === undefined ? '–' : `${new Decimal(amount).toFixed()} ${unit}`.trim();
}
