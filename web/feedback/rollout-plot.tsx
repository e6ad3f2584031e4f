import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Arm, Rollout } from '../../src/contracts/rollouts';
import { dollars } from '../cost/dollars';
import { Plot } from '../overview/plot';
import { personOf } from '../shared/person-of';
import { EndRollout } from './end-rollout';
import { changeInWords, percent, rateInWords } from './percent';
import { RateBars } from './rate-bars';

/** One canary beside the other runs of the same time. */
export function RolloutPlot({ rollout, operates }: { rollout: Rollout; operates: boolean }): ReactElement {
  const { id, guidance, settings, state, canary, control, change, looks, ended } = rollout;
  const rows: [string, (arm: Arm) => string][] = [
    ['Runs that ended', (arm) => String(arm.ended)],
    ['Bad', (arm) => rateInWords(arm.bad)],
    ['Flagged', (arm) => String(arm.flagged)],
    ['Edited', (arm) => String(arm.edited)],
    ['Denied', (arm) => String(arm.denied)],
    ['Escalated', (arm) => String(arm.escalated)],
    ['A run costs', (arm) => dollars(arm.usd)],
    ['Thinking by step', (arm) => arm.steps.map(({ step, ms }) => `${step} ${Math.round(ms)} ms`).join(', ')],
  ];
  const share = (count: number, { ended: of }: Arm): number => (of === 0 ? 0 : count / of);
  const kinds = ['flagged', 'edited', 'denied', 'escalated'] as const;
  const standing =
    state === 'canary'
      ? `${canary.ended} of ${settings.horizon} runs of the canary have ended; ${percent(settings.share)} of new runs are in it.`
      : `${state === 'promoted' ? 'Promoted' : 'Rolled back'} by ${personOf(ended?.by ?? 'rule')}. ${ended?.why ?? ''}`;
  return (
    <div>
      <Plot
        title={`Rollout ${id}: ${guidance.join(', ') || 'a candidate'}`}
        note={`${standing} Bad runs: canary ${rateInWords(canary.bad)}, the others ${rateInWords(control.bad)}; change ${changeInWords(change)}.`}
        head={['', 'Canary', 'The others']}
        rows={[
          ...rows.map(([name, tell]) => [name, tell(canary), tell(control)]),
          ...looks.map(({ look, p, bound, canary: c, control: o }) => [
            `Look ${look}: p ${p.toPrecision(2)}, stops below ${bound}`,
            `${c.bad} of ${c.of}`,
            `${o.bad} of ${o.of}`,
          ]),
        ]}
      >
        <RateBars
          h={180}
          data={[
            { what: 'bad', canary: canary.bad.rate ?? 0, control: control.bad.rate ?? 0 },
            ...kinds.map((what) => ({
              what,
              canary: share(canary[what], canary),
              control: share(control[what], control),
            })),
          ]}
          dataKey="what"
          series={[
            { name: 'canary', label: 'Canary', color: 'yellow.6' },
            { name: 'control', label: 'The others', color: 'sea.6' },
          ]}
        />
      </Plot>
      {state === 'canary' && operates ? <EndRollout id={id} /> : null}
      {state === 'canary' && !operates ? (
        <Text size="xs" c="dimmed">
          Its rule ends it; operators may before.
        </Text>
      ) : null}
    </div>
  );
}
