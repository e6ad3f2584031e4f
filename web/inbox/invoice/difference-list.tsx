import { List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { Difference } from '../../../src/contracts/invoice-exceptions';
import { inWords } from '../../shared/in-words';
import { formatMoney } from '../../shared/money';

/** Each difference in a sentence, with what it is worth. */
export function DifferenceList({
  differences,
  currency,
}: {
  differences: Difference[];
  currency: string;
}): ReactElement | null {
  if (differences.length === 0) return null;
  return (
    <List size="sm" icon={<IconAlertTriangle size={16} color="var(--mantine-color-red-7)" aria-hidden />} spacing={4}>
      {differences.map(({ kind, line, invoiced, expected, effect }, index) => (
        <List.Item key={index}>
          <b>
            {inWords(kind)}
            {line ? `, line ${line}` : ''}
          </b>
          : {invoiced} invoiced, {expected} expected
          <Text span c="dimmed">
            {' '}
            ({formatMoney(effect, currency)} net)
          </Text>
        </List.Item>
      ))}
    </List>
  );
}
