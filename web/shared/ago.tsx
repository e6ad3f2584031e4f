import { useInterval } from '@mantine/hooks';
import dayjs from 'dayjs';
import relativeTime from 'dayjs/plugin/relativeTime';
import { useState } from 'react';
import type { ReactElement } from 'react';

dayjs.extend(relativeTime);

/** A time as people say it, and exactly on demand. */
export function Ago({ at }: { at: string }): ReactElement {
  const [, count] = useState(0);
  useInterval(() => count((times) => times + 1), 30_000, { autoInvoke: true });
  return (
    <time dateTime={at} title={dayjs(at).format('dddd, D MMMM YYYY, HH:mm:ss')}>
      {dayjs(at).fromNow()}
    </time>
  );
}
