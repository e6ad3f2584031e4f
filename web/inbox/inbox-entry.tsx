import { Badge, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { ApprovalItem } from '../../src/contracts/http';
import { Ago } from '../shared/ago';
import { inWords, runInWords } from '../shared/in-words';
import { Money } from '../shared/money';
import { DueBadge } from './due-badge';
import classes from './inbox-entry.module.css';

const kinds = { approval: 'Approve', question: 'Answer', task: 'Decide' } as const;

export function InboxEntry({ item }: { item: ApprovalItem }): ReactElement {
  const { id, name, gate, tool, title, role, worth, askedAt, approvers, approved } = item;
  return (
    <li>
      <Link
        to="/inbox/$approval"
        params={{ approval: id }}
        search={(now) => now}
        className={classes.entry}
        activeProps={{ className: classes.chosen }}
      >
        <Group justify="space-between" gap="xs" wrap="nowrap" align="baseline">
          <Text fw={600} size="sm" truncate>
            {runInWords(name)}
          </Text>
          {worth ? (
            <Text fw={600} size="sm" component="span" style={{ flexShrink: 0 }}>
              <Money {...worth} />
            </Text>
          ) : null}
        </Group>
        <Text size="sm" truncate>
          {kinds[gate]}: {tool ? inWords(tool) : title}
        </Text>
        <Group justify="space-between" gap="xs" mt={4} wrap="nowrap">
          <Text size="xs" c="dimmed" truncate>
            {role} · <Ago at={askedAt} />
          </Text>
          <Group gap={4} wrap="nowrap">
            {approvers > 1 ? (
              <Badge size="sm" variant="default" tt="none">
                {approved} of {approvers}
              </Badge>
            ) : null}
            <DueBadge item={item} />
          </Group>
        </Group>
      </Link>
    </li>
  );
}
