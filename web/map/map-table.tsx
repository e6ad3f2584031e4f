import { Table } from '@mantine/core';
import type { ReactElement } from 'react';
import type { WorkflowFigures } from '../../src/contracts/figures';
import type { WorkflowMap } from '../../src/contracts/http';
import { leadsTo } from '../../src/drawing/leads-to';
import { ColumnHeads } from '../shared/column-heads';
import { duration } from '../shared/duration';
import { inWords } from '../shared/in-words';
import { Money } from '../shared/money';
import { successOf, waysOf } from './ways-of';

/** What the drawing shows, in words, and what it leaves out: where a step parks or makes do with less. */
export function MapTable({ map, figures }: { map: WorkflowMap; figures: WorkflowFigures }): ReactElement {
  const ways = waysOf(map, figures);
  return (
    <Table.ScrollContainer minWidth={860} type="native" tabIndex={0} role="region" aria-label="Steps of the map">
      <Table verticalSpacing="xs">
        <ColumnHeads names={['Step', 'Kind', 'Entered', 'Success', 'Median time', 'Cost', 'Leads to', 'Exceptions']} />
        <Table.Tbody>
          {Object.entries(map.steps).map(([name, step]) => {
            const { entered = 0, p50Ms = null, usd = '0' } = figures.steps[name] ?? {};
            const success = successOf(figures, name);
            const next = ways.filter(({ from, exception }) => from === name && !exception);
            return (
              <Table.Tr key={name}>
                <Table.Th scope="row" title={step.purpose}>
                  {inWords(name)}
                </Table.Th>
                <Table.Td>{step.kind}</Table.Td>
                <Table.Td>{entered}</Table.Td>
                <Table.Td>{success === undefined ? '' : `${Math.floor(success * 100)} %`}</Table.Td>
                <Table.Td>{p50Ms ? duration(p50Ms) : ''}</Table.Td>
                <Table.Td>{usd === '0' ? '' : <Money amount={usd} currency="USD" />}</Table.Td>
                <Table.Td>{next.map(({ to, count }) => `${inWords(to)} (${count})`).join(', ')}</Table.Td>
                <Table.Td>{exceptionsOf(step).join(', ')}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function exceptionsOf(step: WorkflowMap['steps'][string]): string[] {
  return Object.entries(step).flatMap(([name, way]) => {
    if (!name.startsWith('on') || typeof way !== 'object' || !('path' in way)) return [];
    return [`${name.slice(2).toLowerCase()}: ${leadsTo(way, inWords)}`];
  });
}
