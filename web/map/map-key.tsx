import { Group, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import classes from './map-drawing.module.css';

const kinds = [
  ['system', 'sea-6'],
  ['agent', 'grape-6'],
  ['person', 'yellow-6'],
  ['decision', 'teal-6'],
  ['handed over', 'violet-6'],
  ['end', 'gray-5'],
  ['exception path', 'orange-7'],
] as const;

/** What the colours mean. */
export function MapKey(): ReactElement {
  return (
    <Group gap="sm">
      {kinds.map(([name, color]) => (
        <Group key={name} gap={6}>
          <span className={classes.key} style={{ background: `var(--mantine-color-${color})` }} aria-hidden />
          <Text size="xs">{name}</Text>
        </Group>
      ))}
    </Group>
  );
}
