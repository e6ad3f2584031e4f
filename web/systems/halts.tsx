import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { HaltItem } from '../../src/contracts/operations';
import { haltsQuery } from '../queries/halts';
import { meQuery } from '../queries/me';
import { Ago } from '../shared/ago';
import { Failed } from '../shared/failed';
import { personOf } from '../shared/person-of';
import { Section } from '../shared/section';
import { Waiting } from '../shared/waiting';
import { HaltDialog } from './halt-dialog';
import { ResumeDialog } from './resume-dialog';

/** What is halted; operators halt and resume. */
export function Halts(): ReactElement {
  const { data: halts, error, refetch } = useQuery(haltsQuery);
  const { data: me } = useQuery(meQuery);
  const [halting, setHalting] = useState(false);
  const [resumed, setResumed] = useState<HaltItem>();
  const operates = me?.roles.includes('operator') ?? false;
  return (
    <Section
      title="Halts"
      aside={
        operates ? (
          <Button
            size="xs"
            color="red.8"
            leftSection={<IconHandStop size={16} aria-hidden />}
            onClick={() => setHalting(true)}
          >
            Halt …
          </Button>
        ) : null
      }
    >
      {error ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : !halts ? (
        <Waiting lines={2} />
      ) : halts.length === 0 ? (
        <Text size="sm">
          Nothing is halted: agents think and write as policy lets them.
          {operates ? '' : ' Operators may halt.'}
        </Text>
      ) : (
        <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {halts.map((halt) => (
            <Alert
              key={halt.id}
              component="li"
              role="listitem"
              color="red"
              variant="light"
              icon={<IconHandStop aria-hidden />}
            >
              <Group justify="space-between" align="flex-start">
                <div>
                  <Text fw={600}>{halt.kind === 'all' ? 'Everything' : `${halt.kind} ${halt.value}`} is halted</Text>
                  <Text size="sm">{halt.why}</Text>
                  <Text size="xs" c="dimmed">
                    {personOf(halt.by)}, <Ago at={halt.since} />
                  </Text>
                </div>
                {operates ? (
                  <Button size="xs" variant="default" onClick={() => setResumed(halt)}>
                    Resume …
                  </Button>
                ) : null}
              </Group>
            </Alert>
          ))}
        </Stack>
      )}
      <HaltDialog opened={halting} onClose={() => setHalting(false)} />
      <ResumeDialog halt={resumed} onClose={() => setResumed(undefined)} />
    </Section>
  );
}
