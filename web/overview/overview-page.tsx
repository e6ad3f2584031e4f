import { Container, SimpleGrid, Stack, Title } from '@mantine/core';
import '@mantine/charts/styles.css';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { overviewQuery } from '../queries/figures';
import { Failed } from '../shared/failed';
import { Waiting } from '../shared/waiting';
import { EndsByDay } from './ends-by-day';
import { MoneyByDay } from './money-by-day';
import { OpenQuestions } from './open-questions';
import { States } from './states';
import { WaitingTimes } from './waiting-times';

/** How it stands, and how it went in the last two weeks. */
export function OverviewPage(): ReactElement {
  const { data, error, refetch } = useQuery({ ...overviewQuery, refetchInterval: 30_000 });
  return (
    <Container size="xl" py="md">
      <Title order={1} size="h3" mb="md">
        Overview
      </Title>
      {error ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Waiting lines={8} height={60} />
      ) : (
        <Stack gap="md">
          <States states={data.states} />
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
            <EndsByDay days={data.days} />
            <MoneyByDay days={data.days} />
            <OpenQuestions open={data.open} />
            <WaitingTimes waits={data.waits} />
          </SimpleGrid>
        </Stack>
      )}
    </Container>
  );
}
