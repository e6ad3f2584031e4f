import { LineChart } from '@mantine/charts';
import type { ReactElement } from 'react';
import type { FeedbackFigures } from '../../src/contracts/feedback';
import { dayInWords } from '../overview/day-in-words';
import { Plot, still } from '../overview/plot';
import { percent, rateInWords } from './percent';

/** How often runs were flagged and edited, by the day they began. */
export function Days({ days }: Pick<FeedbackFigures, 'days'>): ReactElement {
  return (
    <Plot
      title="By day"
      head={['Day', 'Runs', 'Flagged', 'Edited', 'Straight through']}
      rows={days.map(({ day, runs, flagged, edited, straightThrough }) => [
        day,
        String(runs),
        rateInWords(flagged),
        rateInWords(edited),
        rateInWords(straightThrough),
      ])}
    >
      <LineChart
        h={220}
        data={days.map(({ day, flagged, edited }) => ({
          day: dayInWords(day),
          flagged: flagged.rate ?? 0,
          edited: edited.rate ?? 0,
        }))}
        dataKey="day"
        series={[
          { name: 'flagged', label: 'Flagged', color: 'red.7' },
          { name: 'edited', label: 'Edited', color: 'yellow.6' },
        ]}
        valueFormatter={percent}
        yAxisProps={{ width: 60, domain: [0, 1] }}
        withLegend
        legendProps={{ verticalAlign: 'bottom' }}
        lineChartProps={still}
      />
    </Plot>
  );
}
