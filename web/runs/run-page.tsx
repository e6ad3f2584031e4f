import { Anchor, Container, Group, Stack, Text, Title } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { Ago } from '../shared/ago';
import { Failed } from '../shared/failed';
import { runInWords } from '../shared/in-words';
import { Money } from '../shared/money';
import { Waiting } from '../shared/waiting';
import { StatusBadge } from './status-badge';
import { RunMap } from './run-map';
import { Story } from './story/story';
import { useRun } from './use-run';

const route = getRouteApi('/runs/$run');

export function RunPage(): ReactElement {
  const { run: id } = route.useParams();
  const { data: story, error, refetch } = useRun(id);
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!story) return <Waiting lines={8} />;
  return (
    <Container size="lg" py="md">
      <Stack gap="md">
        <div>
          <Group gap="xs">
            <StatusBadge run={story} />
            <Text size="sm" c="dimmed">
              {story.workflow} · started <Ago at={story.startedAt} /> · <Money amount={story.usd} currency="USD" />
            </Text>
            {story.links.temporal ? (
              <Anchor href={story.links.temporal} target="_blank" rel="noreferrer" size="sm">
                <Group gap={2} component="span">
                  Temporal UI <IconExternalLink size={14} aria-hidden />
                </Group>
              </Anchor>
            ) : null}
          </Group>
          <Title order={1} size="h3">
            {runInWords(story.name)}
          </Title>
          {story.result ? <Text>{story.result.summary}</Text> : null}
        </div>
        <RunMap story={story} />
        <Story story={story} />
      </Stack>
    </Container>
  );
}
