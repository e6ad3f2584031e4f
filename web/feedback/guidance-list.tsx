import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { guidanceQuery, proofsQuery, rolloutsQuery } from '../queries/feedback';
import { meQuery } from '../queries/me';
import { Ago } from '../shared/ago';
import { Failed } from '../shared/failed';
import { personOf } from '../shared/person-of';
import { Section } from '../shared/section';
import { Waiting } from '../shared/waiting';
import { ProofLine } from './proof-line';
import { ProposeDialog } from './propose-dialog';

/** What agents are told, what is proposed, and what was shown of it. Operators propose. */
export function GuidanceList({ workflow }: { workflow: string }): ReactElement {
  const { data, error, refetch } = useQuery(guidanceQuery(workflow));
  const { data: proofs = [] } = useQuery(proofsQuery(workflow));
  const { data: rollouts = [] } = useQuery(rolloutsQuery(workflow));
  const { data: me } = useQuery(meQuery);
  const [proposing, setProposing] = useState(false);
  const operates = me?.roles.some((role) => role === 'operator' || role === 'admin') ?? false;
  return (
    <Section
      title="Guidance"
      aside={
        operates ? (
          <Button size="xs" onClick={() => setProposing(true)}>
            Propose …
          </Button>
        ) : null
      }
    >
      {error ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Waiting lines={2} />
      ) : data.length === 0 ? (
        <Text size="sm">The agent is told its instructions alone.</Text>
      ) : (
        <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {data.map(({ ref, state, text, by, why, proposedAt, step, tenant, about }) => (
            <li key={ref}>
              <Group gap="xs">
                <Badge variant="light" color={state === 'active' ? 'sea' : 'gray'} tt="none">
                  {state === 'proposed'
                    ? (rollouts.find(({ guidance }) => guidance.includes(ref))?.state ?? state)
                    : state}
                </Badge>
                <Text size="sm" fw={600}>
                  {ref}
                </Text>
                <Text size="xs" c="dimmed">
                  {[step, tenant, ...Object.entries(about).map(([name, value]) => `${name} ${value}`)]
                    .filter(Boolean)
                    .join(', ')}
                </Text>
              </Group>
              <Text size="sm">{text}</Text>
              <Text size="xs" c="dimmed">
                {personOf(by)}, <Ago at={proposedAt} />: {why}
              </Text>
              {proofs
                .filter(({ candidate }) => candidate.guidance.includes(ref))
                .slice(0, 1)
                .map((proof) => (
                  <ProofLine key={proof.id} proof={proof} />
                ))}
            </li>
          ))}
        </Stack>
      )}
      <ProposeDialog workflow={workflow} opened={proposing} onClose={() => setProposing(false)} />
    </Section>
  );
}
