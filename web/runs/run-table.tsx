import { Anchor, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { RunSummary } from '../../src/contracts/http';
import { Ago } from '../shared/ago';
import { inWords, runInWords } from '../shared/in-words';
import { Money } from '../shared/money';
import { StatusBadge } from './status-badge';

export function RunTable({ runs, dimmed }: { runs: RunSummary[]; dimmed: boolean }): ReactElement {
  return (
    <Table.ScrollContainer minWidth={300} type="native" tabIndex={0} role="region" aria-label="Runs">
      <Table highlightOnHover verticalSpacing="xs" style={{ opacity: dimmed ? 0.6 : 1 }}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Run</Table.Th>
            <Table.Th scope="col">State</Table.Th>
            <Table.Th scope="col" visibleFrom="sm">
              Step
            </Table.Th>
            <Table.Th scope="col" ta="right" visibleFrom="sm">
              Turns
            </Table.Th>
            <Table.Th scope="col" ta="right" visibleFrom="sm">
              Cost
            </Table.Th>
            <Table.Th scope="col" visibleFrom="sm">
              Started
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Table.Tr key={run.run}>
              <Table.Td>
                <Anchor
                  fw={600}
                  size="sm"
                  renderRoot={(props) => <Link {...props} to="/runs/$run" params={{ run: run.run }} />}
                >
                  {runInWords(run.name)}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {run.workflow}
                </Text>
              </Table.Td>
              <Table.Td>
                <StatusBadge run={run} />
              </Table.Td>
              <Table.Td visibleFrom="sm">
                <Text size="sm">{run.status === 'ended' ? '' : inWords(run.step ?? '')}</Text>
              </Table.Td>
              <Table.Td ta="right" visibleFrom="sm">
                {run.turns}
              </Table.Td>
              <Table.Td ta="right" visibleFrom="sm">
                <Money amount={run.usd} currency="USD" />
              </Table.Td>
              <Table.Td visibleFrom="sm">
                <Text size="sm" c="dimmed">
                  <Ago at={run.startedAt} />
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
