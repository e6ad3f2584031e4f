import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { approvalQuery } from '../../queries/inbox';
import { runQuery } from '../../queries/run';
import { Failed } from '../../shared/failed';
import { Section } from '../../shared/section';
import { Values } from '../../shared/values';
import { Waiting } from '../../shared/waiting';
import { DecisionBar } from '../decide/decision-bar';
import { InvoiceSection } from '../invoice/invoice-section';
import { Documents } from './documents';
import { Facts } from './facts';
import { ItemHead } from './item-head';
import { Proposal } from './proposal';
import { Standing } from './standing';
import { Why } from './why';

const route = getRouteApi('/inbox/$approval');

/** A question with all that is needed to decide it. */
export function ItemPage(): ReactElement {
  const { approval: id } = route.useParams();
  const { data: item, error, refetch } = useQuery(approvalQuery(id));
  const { data: story } = useQuery({ ...runQuery(item?.run ?? ''), enabled: item !== undefined });
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!item) return <Waiting lines={8} height={48} />;
  return (
    <article aria-labelledby="question" style={{ minHeight: '100%', display: 'flex', flexDirection: 'column' }}>
      <Stack p={{ base: 'sm', sm: 'lg' }} gap="md" style={{ flex: 1 }}>
        <ItemHead item={item} />
        <Standing item={item} story={story} />
        <Facts item={item} story={story} />
        <Proposal item={item} />
        {story ? (
          <>
            <InvoiceSection story={story} />
            <Why item={item} story={story} />
            <Documents story={story} />
          </>
        ) : (
          <Waiting lines={4} />
        )}
        {item.gate === 'task' ? (
          <Section title="What people are shown">
            <Values value={item.question} />
          </Section>
        ) : null}
      </Stack>
      <DecisionBar item={item} />
    </article>
  );
}
