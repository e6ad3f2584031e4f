import { Badge, Group, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { RunStory } from '../../../src/contracts/http';
import { duration } from '../../shared/duration';
import { inWords } from '../../shared/in-words';
import { Money } from '../../shared/money';
import { Section } from '../../shared/section';
import { CallCard } from './call-card';
import { EntryRow } from './entry-row';
import { flagsOf } from './flags-of';
import { visitsOf } from './visits-of';
import type { Visit } from './visits-of';

/** What happened, step by step, with what each took and cost. */
export function Story({ story }: { story: RunStory }): ReactElement {
  const flags = flagsOf(story);
  return (
    <Stack gap="sm">
      {visitsOf(story).map((visit) => (
        <Section
          key={visit.seq}
          title={visit.step ? inWords(visit.step) : 'Start'}
          aside={<VisitFigures visit={visit} />}
        >
          <Stack gap="xs">
            {visit.parts.map((part) =>
              'call' in part ? (
                <CallCard key={part.items[0]!.seq} call={part} run={story.run} flags={flags} />
              ) : (
                <EntryRow key={part.seq} item={part} run={story.run} flags={flags} />
              ),
            )}
            {visit.parts.length === 0 ? (
              <Text size="sm" c="dimmed">
                Nothing has been recorded of it yet.
              </Text>
            ) : null}
          </Stack>
        </Section>
      ))}
    </Stack>
  );
}

function VisitFigures({ visit: { kind, usd, ms } }: { visit: Visit }): ReactElement {
  return (
    <Group gap="xs">
      {kind ? (
        <Badge variant="light" color="gray" c="var(--mantine-color-text)" tt="none" fw={500}>
          {kind}
        </Badge>
      ) : null}
      {usd === '0' ? null : (
        <Text size="sm" c="dimmed">
          <Money amount={usd} currency="USD" />
        </Text>
      )}
      {ms === undefined || kind === 'decision' ? null : (
        <Text size="sm" c="dimmed">
          {duration(ms)}
        </Text>
      )}
    </Group>
  );
}
