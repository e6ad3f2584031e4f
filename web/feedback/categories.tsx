import { BarChart } from '@mantine/charts';
import type { ReactElement } from 'react';
import type { FeedbackFigures } from '../../src/contracts/feedback';
import { Plot, still } from '../overview/plot';
import { inWords } from '../shared/in-words';

/** So many have room. */
const SHOWN = 12;

/** What kinds of fault are flagged most. */
export function Categories({ categories }: Pick<FeedbackFigures, 'categories'>): ReactElement {
  const most = categories.slice(0, SHOWN);
  return (
    <Plot
      title="Flags by category"
      head={['Category', 'Flags', 'Confirmed', 'Rejected']}
      rows={categories.map(({ category, flags, confirmed, rejected }) => [
        inWords(category),
        String(flags),
        String(confirmed),
        String(rejected),
      ])}
    >
      <BarChart
        h={Math.max(120, most.length * 32)}
        data={most.map(({ category, flags }) => ({ category: inWords(category), flags }))}
        dataKey="category"
        orientation="vertical"
        series={[{ name: 'flags', label: 'Flags', color: 'sea.6' }]}
        yAxisProps={{ width: 130 }}
        barChartProps={still}
      />
    </Plot>
  );
}
