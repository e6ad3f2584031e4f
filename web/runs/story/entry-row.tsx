import { Group, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { TimelineItem } from '../../../src/contracts/http';
import { duration } from '../../shared/duration';
import { Money } from '../../shared/money';
import { FlagButton } from './flag-button';
import { FlagList } from './flag-list';
import type { Flag } from './flags-of';
import classes from './story.module.css';

/** What somebody may find wrong: what was thought, concluded or asked, and how it ended. */
const OUTPUTS = new Set(['thought', 'branch-taken', 'approval-asked', 'run-ended', 'degraded', 'path-taken']);

export function EntryRow({
  item: { seq, at, kind, text, why, ms, usd },
  run,
  flags,
}: {
  item: TimelineItem;
  run: string;
  flags: ReadonlyMap<number, Flag[]>;
}): ReactElement {
  return (
    <div className={classes.entry} data-kind={kind}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <div style={{ minWidth: 0 }}>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {text}
          </Text>
          {why ? (
            <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {why}
            </Text>
          ) : null}
        </div>
        {OUTPUTS.has(kind) ? <FlagButton run={run} entry={seq} what={text} /> : null}
      </Group>
      <Text size="xs" c="dimmed">
        <time dateTime={at}>{new Date(at).toLocaleTimeString()}</time>
        {ms === undefined ? null : ` · ${duration(ms)}`}
        {usd === undefined ? null : (
          <>
            {' · '}
            <Money amount={usd} currency="USD" />
          </>
        )}
      </Text>
      <FlagList flags={flags.get(seq)} />
    </div>
  );
}
