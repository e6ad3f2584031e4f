import { Button, ScrollArea } from '@mantine/core';
import { IconMoodSmile } from '@tabler/icons-react';
import { getRouteApi, useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { Failed } from '../shared/failed';
import { Nothing } from '../shared/nothing';
import { Waiting } from '../shared/waiting';
import { useKeys } from '../shell/use-keys';
import { InboxEntry } from './inbox-entry';
import { useInbox } from './use-inbox';

const route = getRouteApi('/inbox');

export function InboxList(): ReactElement {
  const { items, query } = useInbox();
  const { whose } = route.useSearch();
  const navigate = route.useNavigate();
  const { approval: chosen } = useParams({ strict: false });
  const list = useRef<HTMLUListElement>(null);
  const goal = useRef(chosen); // where keys lead, which may be ahead of what is shown

  const step = (by: 1 | -1): void => {
    const at = items.findIndex(({ id }) => id === goal.current);
    const next = items[Math.min(items.length - 1, Math.max(0, at + by))];
    if (!next) return;
    goal.current = next.id;
    void navigate({ to: '/inbox/$approval', params: { approval: next.id }, search: (now) => now });
  };
  useKeys([
    ['j', () => step(1)],
    ['k', () => step(-1)],
  ]);
  useEffect(() => {
    goal.current = chosen;
    list.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  if (query.isPending) return <Waiting lines={6} height={64} />;
  if (query.error) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  if (items.length === 0)
    return (
      <Nothing icon={IconMoodSmile} title={whose === 'mine' ? 'Nothing waits for you' : 'Nothing waits for anybody'}>
        New questions appear here by themselves.
      </Nothing>
    );
  return (
    <ScrollArea style={{ flex: 1 }} type="auto" viewportProps={{ tabIndex: -1 }}>
      <ul ref={list} style={{ margin: 0, padding: 0, listStyle: 'none' }} aria-label="Questions">
        {items.map((item) => (
          <InboxEntry key={item.id} item={item} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button
          fullWidth
          variant="subtle"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          More
        </Button>
      ) : null}
    </ScrollArea>
  );
}
