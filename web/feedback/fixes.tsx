import type { ReactElement } from 'react';
import type { FeedbackFigures } from '../../src/contracts/feedback';
import { Plot } from '../overview/plot';
import { inWords } from '../shared/in-words';
import { changeInWords, rateInWords } from './percent';
import { RateBars } from './rate-bars';

/** Whether what was flagged came back once agents were told otherwise. */
export function Fixes({ fixes }: { fixes: FeedbackFigures['fixes'] }): ReactElement {
  return (
    <Plot
      title="Flagged before and after its guidance"
      note={fixes.map(noteOf).join(' ')}
      head={['Guidance', 'Against', 'Before', 'After', 'Change']}
      rows={fixes.map(({ guidance, category, before, after, change }) => [
        guidance,
        inWords(category),
        `${rateInWords(before)} of ${before.of}`,
        `${rateInWords(after)} of ${after.of}`,
        changeInWords(change),
      ])}
    >
      <RateBars
        data={fixes.map(({ guidance, category, before, after }) => ({
          name: `${inWords(category)}, ${guidance}`,
          before: before.rate ?? 0,
          after: after.rate ?? 0,
        }))}
        dataKey="name"
        series={[
          { name: 'before', label: 'Before', color: 'sea.3' },
          { name: 'after', label: 'After', color: 'sea.7' },
        ]}
      />
    </Plot>
  );
}

function noteOf({ category, before, after, change }: FeedbackFigures['fixes'][number]): string {
  return `${inWords(category)}: ${changeInWords(change)}, from ${rateInWords(before)} to ${rateInWords(after)} of runs.`;
}
