import { Button, Group, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { FlagItem } from '../../src/contracts/flags';
import { flagsQuery } from '../queries/feedback';
import { seaworthy } from '../seaworthy';
import { ColumnHeads } from '../shared/column-heads';
import { duration } from '../shared/duration';
import { Failed } from '../shared/failed';
import { inWords } from '../shared/in-words';
import { personOf } from '../shared/person-of';
import { Section } from '../shared/section';
import { Waiting } from '../shared/waiting';
import { ReviewDialog } from './review-dialog';
import { useChange } from './use-change';

const HEAD = ['What', 'Would have been right', 'Run', 'Age', 'Owner', 'Review'];

/** What waits for a reviewer; what it says is text of whoever said it, and nothing else. */
export function FlagQueue(): ReactElement {
  const { data, error, refetch } = useQuery(flagsQuery);
  const [reviewed, setReviewed] = useState<FlagItem>();
  const own = useChange((flag: string) => seaworthy.ownFlag(flag));
  return (
    <Section title={data ? `Open flags: ${data.open}` : 'Open flags'}>
      {error || own.error ? <Failed error={(error ?? own.error)!} onRetry={() => void refetch()} /> : null}
      {!data ? (
        <Waiting lines={3} />
      ) : data.flags.length === 0 ? (
        <Text size="sm">Nothing waits for a review. Flags are made at the entries of a run.</Text>
      ) : (
        <Table.ScrollContainer
          minWidth={760}
          type="native"
          tabIndex={0}
          role="region"
          aria-label="Open flags, the oldest first"
        >
          <Table>
            <ColumnHeads names={HEAD} />
            <Table.Tbody>
              {data.flags.map((flag) => (
                <Table.Tr key={flag.id}>
                  <Table.Th scope="row">
                    {inWords(flag.category)}
                    <Text size="xs" c="dimmed" fw={400}>
                      {[flag.severity, flag.step, flag.origin === 'person' ? personOf(flag.by) : flag.origin]
                        .filter(Boolean)
                        .join(', ')}
                    </Text>
                  </Table.Th>
                  <Table.Td>
                    <Text size="sm" lineClamp={3}>
                      {flag.correction || '(not said)'}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <Link to="/runs/$run" params={{ run: flag.run }}>
                      entry {flag.entry}
                    </Link>
                  </Table.Td>
                  <Table.Td>{duration(flag.ageMs)}</Table.Td>
                  <Table.Td>{flag.owner ? personOf(flag.owner) : 'nobody'}</Table.Td>
                  <Table.Td>
                    <Group gap={6} wrap="nowrap">
                      <Button size="xs" variant="default" onClick={() => own.mutate(flag.id)}>
                        Take
                      </Button>
                      <Button size="xs" onClick={() => setReviewed(flag)}>
                        Review …
                      </Button>
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {data?.next ? (
        <Text size="sm" c="dimmed" mt="xs">
          These are the oldest; the others follow once they are reviewed.
        </Text>
      ) : null}
      <ReviewDialog flag={reviewed} onClose={() => setReviewed(undefined)} />
    </Section>
  );
}
