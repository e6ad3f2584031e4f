import { Badge, Group, Paper, Text } from '@mantine/core';
import { IconTool } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { TimelineItem } from '../../../src/contracts/http';
import type { Json } from '../../../src/contracts/json';
import { duration } from '../../shared/duration';
import { textIn } from '../../shared/fields';
import { inWords } from '../../shared/in-words';
import { Values } from '../../shared/values';
import { FlagButton } from './flag-button';
import { FlagList } from './flag-list';
import type { Flag } from './flags-of';
import classes from './story.module.css';
import type { Call } from './visits-of';

const colors: Readonly<Record<string, string>> = { allowed: 'teal', done: 'teal', 'needs-approval': 'yellow' };

/** A call of a tool: what policy said, what went in and what came out. */
export function CallCard({
  call: { tool, input, items },
  run,
  flags,
}: {
  call: Call;
  run: string;
  flags: ReadonlyMap<number, Flag[]>;
}): ReactElement {
  const last = (kind: string): TimelineItem | undefined => items.findLast((item) => item.kind === kind);
  const verdict = last('verdict');
  const result = last('result');
  const tries = items.filter(({ kind }) => kind === 'call-failed' || kind === 'write-claimed');
  return (
    <Paper withBorder p="xs" radius="md">
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <Group gap="xs">
          <IconTool size={16} aria-hidden />
          <Text size="sm" fw={600}>
            {inWords(tool)}
          </Text>
          {verdict ? <Mark name={textIn(verdict.header, 'verdict')} by={textIn(verdict.header, 'rule')} /> : null}
          {result ? <Mark name={textIn(result.header, 'outcome')} /> : null}
          {result?.ms === undefined ? null : (
            <Text size="xs" c="dimmed">
              {duration(result.ms)}
            </Text>
          )}
        </Group>
        {result ? <FlagButton run={run} entry={result.seq} what={result.text} /> : null}
      </Group>
      {verdict?.why ? (
        <Text size="sm" c="dimmed">
          {verdict.why}
        </Text>
      ) : null}
      {tries.map(({ seq, text }) => (
        <Text key={seq} size="sm" c="dimmed">
          {text}
        </Text>
      ))}
      {input === undefined ? null : <Held name="Input" value={input} />}
      {result?.details === undefined ? null : <Held name="Output" value={result.details} />}
      <FlagList flags={result && flags.get(result.seq)} />
    </Paper>
  );
}

function Mark({ name, by }: { name: string; by?: string }): ReactElement {
  return (
    <Badge variant="light" color={colors[name] ?? 'red'} c="var(--mantine-color-text)" tt="none" fw={500}>
      {inWords(name)}
      {by && by !== 'granted' ? `: ${by}` : ''}
    </Badge>
  );
}

function Held({ name, value }: { name: string; value: Json }): ReactElement {
  return (
    <details className={classes.held}>
      <summary>{name}</summary>
      <Values value={value} />
    </details>
  );
}
