import { Alert, List, Text } from '@mantine/core';
import { IconCircleCheck, IconInfoCircle, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { ApprovalItem, RunStory } from '../../../src/contracts/http';
import { meQuery } from '../../queries/me';
import { Ago } from '../../shared/ago';
import { personOf } from '../../shared/person-of';
import { decisionsOf } from './decisions-of';
import type { Made } from './decisions-of';
import { whyNotYours } from './why-not-yours';

const done: Record<string, string> = {
  approve: 'approved it',
  deny: 'denied it',
  edit: 'changed the arguments',
  answer: 'answered it',
  delegate: 'delegated it',
};

/** Where the question stands: who has decided what, who is missing, and why one may not decide it oneself. */
export function Standing({ item, story }: { item: ApprovalItem; story: RunStory | undefined }): ReactElement | null {
  const { data: me } = useQuery(meQuery);
  const made = story ? decisionsOf(story, item.id) : [];
  const missing = item.approvers - item.approved;
  if (item.status !== 'open')
    return (
      <Alert color="gray" variant="light" icon={<IconCircleCheck />} title={endings[item.status]}>
        <Decisions made={made} fallback={item.decided} />
      </Alert>
    );
  const why = me && !item.yours ? whyNotYours(item, me, made, story) : undefined;
  if (item.approvers === 1 && made.length === 0 && !why) return null;
  return (
    <Alert
      color="sea"
      variant="light"
      icon={item.approvers > 1 ? <IconUsers /> : <IconInfoCircle />}
      title={
        item.approvers > 1
          ? `${item.approvers} people have to approve; ${missing} more ${missing === 1 ? 'is' : 'are'} needed`
          : undefined
      }
    >
      <Decisions made={made} />
      {why ? <Text size="sm">{why}</Text> : null}
    </Alert>
  );
}

const endings: Record<Exclude<ApprovalItem['status'], 'open'>, string> = {
  decided: 'Decided; the run is being told',
  taken: 'Decided',
  defaulted: 'Nobody decided in time',
  void: 'Nobody has to answer this any more: the run has ended, or was reset',
};

function Decisions({ made, fallback }: { made: Made[]; fallback?: ApprovalItem['decided'] }): ReactElement | null {
  if (made.length === 0)
    return fallback ? (
      <Text size="sm">
        <b>{personOf(fallback.by)}</b> {done[fallback.decision]} <Ago at={fallback.at} />
        {fallback.reason ? `: “${fallback.reason}”` : '.'}
      </Text>
    ) : null;
  return (
    <List size="sm" listStyleType="none" spacing={2}>
      {made.map(({ seq, at, by, decision, reason, to, refused }) => (
        <List.Item key={seq}>
          <b>{by}</b> {done[decision]}
          {to ? ` to ${to}` : ''} <Ago at={at} />
          {reason ? `: “${reason}”` : ''}
          {refused ? ` (did not count: ${refused})` : ''}
        </List.Item>
      ))}
    </List>
  );
}
