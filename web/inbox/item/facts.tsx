import { Paper, SimpleGrid, Text } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import type { ApprovalItem, RunStory } from '../../../src/contracts/http';
import { Ago } from '../../shared/ago';
import { Money } from '../../shared/money';

/** How much, since when, until when, what it has cost, and what happens when nobody answers. */
export function Facts({ item, story }: { item: ApprovalItem; story: RunStory | undefined }): ReactElement {
  const { worth, askedAt, dueAt, status, silence } = item;
  return (
    <Paper withBorder p={{ base: 'sm', sm: 'md' }} component="section" aria-label="In short">
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm" component="dl" m={0}>
        {worth ? (
          <Fact name="About">
            <Money {...worth} />
          </Fact>
        ) : null}
        <Fact name="Asked">
          <Ago at={askedAt} />
        </Fact>
        <Fact name={status === 'open' ? 'Answer within' : 'Was due'}>
          <Ago at={dueAt} />
        </Fact>
        <Fact name="Cost of the run so far">{story ? <Money amount={story.usd} currency="USD" /> : '…'}</Fact>
      </SimpleGrid>
      {status === 'open' ? (
        <Text size="sm" mt="sm">
          <b>If nobody answers</b>{' '}
          {silence.asks.length > 0
            ? `${silence.asks.join(', then ')} is asked next; if nobody answers then either, `
            : ''}
          {silence.then}. Silence never approves.
        </Text>
      ) : null}
    </Paper>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <Text size="xs" c="dimmed" component="dt">
        {name}
      </Text>
      <Text fw={600} component="dd" m={0}>
        {children}
      </Text>
    </div>
  );
}
