import { Anchor, Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconArrowLeft, IconExternalLink } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { ApprovalItem } from '../../../src/contracts/http';
import { inWords, runInWords } from '../../shared/in-words';
import { DueBadge } from '../due-badge';
import { textIn } from '../../shared/fields';

const kinds = { approval: 'Approval', question: 'Question', task: 'Task' } as const;

export function ItemHead({ item }: { item: ApprovalItem }): ReactElement {
  const rule = textIn(item.question, 'rule');
  return (
    <Stack gap={6}>
      <Button
        component={Link}
        to="/inbox"
        variant="subtle"
        size="compact-sm"
        leftSection={<IconArrowLeft size={16} />}
        hiddenFrom="md"
        style={{ alignSelf: 'flex-start' }}
      >
        All questions
      </Button>
      <Group gap={6}>
        <Badge variant="light" tt="none" c="var(--mantine-color-text)">
          {kinds[item.gate]} for {item.role}
        </Badge>
        <DueBadge item={item} />
        <Text size="sm" c="dimmed">
          {inWords(item.workflow)}, step {item.step}
        </Text>
        <Anchor renderRoot={(props) => <Link {...props} to="/runs/$run" params={{ run: item.run }} />} size="sm">
          <Group gap={2} wrap="nowrap" component="span">
            The run <IconExternalLink size={14} aria-hidden />
          </Group>
        </Anchor>
      </Group>
      <Title order={1} size="h3" id="question">
        {runInWords(item.name)}
      </Title>
      <Text>{item.does}</Text>
      {rule ? (
        <Text size="sm">
          <IconAlertTriangle size={16} aria-hidden style={{ verticalAlign: '-3px' }} /> You are asked because of the
          rule <b>{inWords(rule).toLowerCase()}</b>.
        </Text>
      ) : null}
    </Stack>
  );
}
