import { BarChart } from '@mantine/charts';
import type { ReactElement } from 'react';
import type { Overview } from '../../src/contracts/figures';
import { inWords } from '../shared/in-words';
import { dayInWords } from './day-in-words';
import { Plot, still } from './plot';

const colors = ['teal.6', 'sea.6', 'yellow.6', 'orange.6', 'grape.6', 'blue.5', 'red.6', 'gray.6', 'lime.6', 'pink.5'];

/** How many runs ended each day, and where. */
export function EndsByDay({ days }: { days: Overview['days'] }): ReactElement {
  const ends = [...new Set(days.flatMap((day) => Object.keys(day.ends)))].sort();
  return (
    <Plot
      title="Ended runs by day"
      head={['Day', ...ends.map(inWords)]}
      rows={ends.length === 0 ? [] : days.map((day) => [day.day, ...ends.map((end) => String(day.ends[end] ?? 0))])}
    >
      <BarChart
        h={220}
        data={days.map(({ day, ends: of }) => ({ day: dayInWords(day), ...of }))}
        dataKey="day"
        type="stacked"
        series={ends.map((end, index) => ({
          name: end,
          label: inWords(end),
          color: colors[index % colors.length]!,
        }))}
        withLegend
        legendProps={{ verticalAlign: 'bottom' }}
        barChartProps={still}
      />
    </Plot>
  );
}
