import { Code, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { ApprovalItem } from '../../../src/contracts/http';
import { Section } from '../../shared/section';
import { Values } from '../../shared/values';

const titles = { approval: 'What will be done', question: 'What was asked', task: 'What it is about' } as const;

/** The exact arguments of the call: these, and no others, are what is approved. */
export function Proposal({ item: { gate, tool, args, digest } }: { item: ApprovalItem }): ReactElement | null {
  if (args === undefined) return null;
  return (
    <Section
      title={titles[gate]}
      aside={
        <Text size="xs" c="dimmed">
          {tool}
          {digest ? (
            <span title={`SHA-256 ${digest}: a decision is signed over it`}>
              {' '}
              · <Code fz="xs">{digest.slice(0, 12)}</Code>
            </span>
          ) : null}
        </Text>
      }
    >
      <Values value={args} />
    </Section>
  );
}
