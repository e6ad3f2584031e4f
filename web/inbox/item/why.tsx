import { Text, Timeline } from '@mantine/core';
import { IconBulb, IconGitBranch, IconUser } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { ApprovalItem, RunStory, TimelineItem } from '../../../src/contracts/http';
import { inWords } from '../../shared/in-words';
import { Section } from '../../shared/section';
import { textIn } from '../../shared/fields';

const icons = { 'branch-taken': IconGitBranch, thought: IconBulb, decided: IconUser } as const;
type Telling = TimelineItem & { kind: keyof typeof icons };

/** What led here: decisions of the workflow and thoughts of the agent, each with its reason. */
export function Why({ item, story }: { item: ApprovalItem; story: RunStory }): ReactElement {
  const asked = story.timeline.find(
    ({ kind, header }) => kind === 'approval-asked' && textIn(header, 'approval') === item.id,
  );
  const before = story.timeline.filter(
    (entry): entry is Telling => entry.kind in icons && entry.seq < (asked?.seq ?? Infinity),
  );
  return (
    <Section title={item.gate === 'approval' ? 'Why it is proposed' : 'What led here'}>
      <Timeline bulletSize={22} lineWidth={2} active={before.length}>
        {before.map((entry) => {
          const Icon = icons[entry.kind];
          return (
            <Timeline.Item
              key={entry.seq}
              bullet={<Icon size={13} />}
              title={
                <Text size="sm" fw={600} component="span">
                  {inWords(entry.step ?? '')}
                  {entry.kind === 'branch-taken' ? `: ${inWords(textIn(entry.header, 'branch')).toLowerCase()}` : ''}
                </Text>
              }
            >
              <Text size="sm">{entry.why ?? entry.text}</Text>
              {entry.kind === 'thought' ? (
                <Text size="xs" c="dimmed">
                  {entry.text}
                </Text>
              ) : null}
            </Timeline.Item>
          );
        })}
      </Timeline>
    </Section>
  );
}
