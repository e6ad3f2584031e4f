import { Group, Text } from '@mantine/core';
import { IconFlag } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { inWords } from '../../shared/in-words';
import type { Flag } from './flags-of';

/** What people said was wrong with it. */
export function FlagList({ flags = [] }: { flags?: Flag[] | undefined }): ReactElement | null {
  if (flags.length === 0) return null;
  return (
    <ul style={{ margin: '6px 0 0', padding: 0, listStyle: 'none' }} aria-label="Flags">
      {flags.map(({ seq, category, severity, by, correction }) => (
        <Group key={seq} component="li" gap={6} wrap="nowrap" align="flex-start">
          <IconFlag size={16} aria-hidden style={{ flex: 'none', color: 'var(--mantine-color-error)' }} />
          <Text size="sm">
            <b>{inWords(category)}</b> ({severity}, {by}){correction ? `: ${correction}` : ''}
          </Text>
        </Group>
      ))}
    </ul>
  );
}
