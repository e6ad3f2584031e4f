import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Proof, ProofVerdict } from '../../src/contracts/proofs';
import { changeInWords } from './percent';

const told: Readonly<Record<ProofVerdict, string>> = {
  better: 'better than now',
  'no-effect': 'no effect was shown',
  worse: 'worse than now: it cannot go out',
  'no-verdict': 'nothing could be replayed',
};

/** What a proof has shown. */
export function ProofLine({ proof: { id, report, replayed } }: { proof: Proof }): ReactElement {
  if (!report)
    return (
      <Text size="xs" c="dimmed">
        {id} is under way: {replayed} replays.
      </Text>
    );
  const { verdict, cases, good } = report;
  return (
    <Text size="xs">
      {id}: <b>{told[verdict]}</b>. {cases.items} cases {changeInWords(cases.change)}, {good.items} good runs{' '}
      {changeInWords(good.change)}.
    </Text>
  );
}
