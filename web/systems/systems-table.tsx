import { Badge, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { SystemItem } from '../../src/contracts/systems';
import { systemsQuery } from '../queries/systems';
import { Ago } from '../shared/ago';
import { Failed } from '../shared/failed';
import { Waiting } from '../shared/waiting';

const states = {
  closed: { color: 'green', says: 'answers' },
  open: { color: 'red', says: 'does not answer' },
  'half-open': { color: 'yellow', says: 'is back; runs are released' },
} as const;

/** Whether each system answers, how often it is asked of what it may be, and who waits for it. */
export function SystemsTable(): ReactElement {
  const { data: systems, error, refetch } = useQuery(systemsQuery);
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!systems) return <Waiting lines={3} />;
  return (
    <Table.ScrollContainer
      minWidth={640}
      type="native"
      tabIndex={0}
      role="region"
      aria-label="Rates, breakers and parked runs"
    >
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>System</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Requests a second</Table.Th>
            <Table.Th>Parked runs</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {systems.map((system) => (
            <Table.Tr key={system.name}>
              <Table.Th scope="row">{system.name}</Table.Th>
              <Table.Td>
                <State breaker={system.breaker} />
              </Table.Td>
              <Table.Td>{rateOf(system)}</Table.Td>
              <Table.Td>
                <Parked parked={system.parked} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function State({ breaker }: Pick<SystemItem, 'breaker'>): ReactElement {
  const { color, says } = states[breaker?.state ?? 'closed'];
  return (
    <>
      <Badge color={color} variant="light" tt="none" c="var(--mantine-color-text)">
        {says}
      </Badge>
      {breaker && breaker.state !== 'closed' ? (
        <Text size="xs" c="dimmed">
          {breaker.why}, <Ago at={breaker.since} />
        </Text>
      ) : null}
    </>
  );
}

function Parked({ parked }: Pick<SystemItem, 'parked'>): ReactElement {
  if (parked.length === 0) return <>none</>;
  return (
    <>
      {parked.map(({ tenant, runs, oldest }) => (
        <Text key={tenant} size="sm">
          {runs} of {tenant}, the oldest <Ago at={oldest} />
        </Text>
      ))}
    </>
  );
}

function rateOf({ used, set, declared }: SystemItem): string {
  const allowed = set ?? declared;
  if (allowed === null) return 'no rate';
  return `${used} of ${allowed}${set === null ? '' : ` (declared ${declared})`}`;
}
