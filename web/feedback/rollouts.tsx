import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { meQuery } from '../queries/me';
import { rolloutsQuery } from '../queries/feedback';
import { Failed } from '../shared/failed';
import { Section } from '../shared/section';
import { Waiting } from '../shared/waiting';
import { RolloutPlot } from './rollout-plot';

/** So many are looked back at. */
const SHOWN = 4;

/** Candidates that a share of runs is given, compared with the others at the same time. */
export function Rollouts({ workflow }: { workflow: string }): ReactElement {
  const { data, error, refetch } = useQuery(rolloutsQuery(workflow));
  const { data: me } = useQuery(meQuery);
  const operates = me?.roles.some((role) => role === 'operator' || role === 'admin') ?? false;
  if (data && data.length > 0)
    return (
      <Stack gap="md">
        {data.slice(0, SHOWN).map((rollout) => (
          <RolloutPlot key={rollout.id} rollout={rollout} operates={operates} />
        ))}
      </Stack>
    );
  return (
    <Section title="Rollouts">
      {error ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Waiting lines={2} />
      ) : (
        <Text size="sm">No candidate was rolled out yet. `seaworthy rollout start PROOF` starts a canary.</Text>
      )}
    </Section>
  );
}
