import type { ReactElement } from 'react';
import type { FeedbackFigures } from '../../src/contracts/feedback';
import { Plot } from '../overview/plot';
import { dollars } from '../cost/dollars';
import { inWords } from '../shared/in-words';
import { rateInWords } from './percent';
import { RateBars } from './rate-bars';

/** How runs of each version went: agent, guidance and canary together. */
export function Versions({ versions, steps }: Pick<FeedbackFigures, 'versions' | 'steps'>): ReactElement {
  const shown = [...versions].reverse();
  const stepsOf = (version: string): string =>
    steps
      .filter((step) => step.version === version && step.flagged.count > 0)
      .map(({ step, flagged }) => `${inWords(step)} ${rateInWords(flagged)}`)
      .join('; ');
  return (
    <Plot
      title="By version"
      note="The number of the agent, g for what it is told, r for a canary."
      head={['Version', 'Runs', 'Flagged', 'Edited', 'Straight through', 'A run', 'Flagged by step']}
      rows={shown.map(({ version, runs, flagged, edited, straightThrough, usd }) => [
        version,
        String(runs),
        rateInWords(flagged),
        rateInWords(edited),
        rateInWords(straightThrough),
        dollars(usd),
        stepsOf(version),
      ])}
    >
      <RateBars
        data={shown.map(({ version, flagged, edited, straightThrough }) => ({
          version,
          flagged: flagged.rate ?? 0,
          edited: edited.rate ?? 0,
          straight: straightThrough.rate ?? 0,
        }))}
        dataKey="version"
        series={[
          { name: 'flagged', label: 'Flagged', color: 'red.7' },
          { name: 'edited', label: 'Edited', color: 'yellow.6' },
          { name: 'straight', label: 'Straight through', color: 'sea.6' },
        ]}
      />
    </Plot>
  );
}
