import { Badge, Code, Stack, Table, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { CriterionResult, EvidenceRef } from '../../src/contracts/readiness';
import { inWords } from '../shared/in-words';
import { Section } from '../shared/section';

const colors = { holds: 'green', fails: 'red', 'no-evidence': 'yellow', waived: 'violet' } as const;

/** The criteria of a pattern: what each asks, whether it holds, by which evidence, and what to do where it does not. */
export function Criteria({ title, criteria }: { title: string; criteria: readonly CriterionResult[] }): ReactElement {
  return (
    <Section title={title}>
      <Table.ScrollContainer minWidth={640} type="native" tabIndex={0} role="region" aria-label={`${title}: criteria`}>
        <Table verticalSpacing="sm" layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col" w="30%">
                Criterion
              </Table.Th>
              <Table.Th scope="col" w={130}>
                State
              </Table.Th>
              <Table.Th scope="col">What the evidence shows</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {criteria.map((criterion) => (
              <Row key={criterion.id} criterion={criterion} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  );
}

function Row({ criterion }: { criterion: CriterionResult }): ReactElement {
  const { id, asks, state, says, next, waiver, evidence } = criterion;
  return (
    <Table.Tr style={{ verticalAlign: 'top' }}>
      <Table.Th scope="row" fw={500}>
        {asks}
        <Text size="xs" c="dimmed" ff="monospace">
          {id}
        </Text>
      </Table.Th>
      <Table.Td>
        <Badge variant="light" color={colors[state]} c="var(--mantine-color-text)" tt="none" fw={500} miw="max-content">
          {inWords(state)}
        </Badge>
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <Stack gap={4}>
          <Text size="sm">{says}</Text>
          {waiver && (
            <Text size="sm">{`Waived by ${waiver.by} until ${waiver.until.slice(0, 10)}: ${waiver.why}`}</Text>
          )}
          {next !== null && <Code block={false}>{next}</Code>}
          {evidence.map((ref) => (
            <Text key={ref.what} size="xs" c="dimmed">
              {told(ref)}
            </Text>
          ))}
        </Stack>
      </Table.Td>
    </Table.Tr>
  );
}

function told({ what, at, stale }: EvidenceRef): string {
  return [what, ...(at ? [`of ${at.slice(0, 16).replace('T', ' ')} UTC`] : []), ...(stale ? ['stale'] : [])].join(', ');
}
