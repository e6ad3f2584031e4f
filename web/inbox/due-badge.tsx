import { Badge } from '@mantine/core';
import dayjs from 'dayjs';
import relativeTime from 'dayjs/plugin/relativeTime';
import type { ReactElement } from 'react';
import type { ApprovalItem } from '../../src/contracts/http';

dayjs.extend(relativeTime);
const SOON_HOURS = 12;

/** Until when it can be answered, once that is near; what became of it, where it is over. */
export function DueBadge({ item: { status, dueAt } }: { item: ApprovalItem }): ReactElement | null {
  if (status !== 'open')
    return (
      <Badge size="sm" color="gray" variant="light" tt="none" c="dimmed">
        {status === 'taken' ? 'decided' : status}
      </Badge>
    );
  const hours = dayjs(dueAt).diff(dayjs(), 'hour', true);
  if (hours > SOON_HOURS) return null;
  return (
    <Badge size="sm" color={hours < 2 ? 'red.8' : 'yellow.8'} variant="filled" tt="none">
      {hours < 0 ? 'overdue' : `${dayjs(dueAt).fromNow(true)} left`}
    </Badge>
  );
}
