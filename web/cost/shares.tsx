import { BarChart } from '@mantine/charts';
import type { ReactElement } from 'react';
import type { Projection } from '../../src/contracts/costs';
import { Plot, still } from '../overview/plot';
import { inWords } from '../shared/in-words';
import { dollars } from './dollars';

/** As many as a plot has room for; its table has all. */
const SHOWN = 8;

/** Where the money of the month goes. */
export function Shares({ title, shares }: { title: string; shares: Projection['byStep'] }): ReactElement {
  const sum = shares.reduce((total, { usd }) => total + usd, 0);
  const percent = (usd: number): string => `${((usd / sum) * 100).toFixed(usd / sum < 0.1 ? 1 : 0)} %`;
  return (
    <Plot
      title={title}
      head={['What', 'A month', 'Share']}
      rows={shares.map(({ key, usd }) => [inWords(key), dollars(usd), percent(usd)])}
    >
      <BarChart
        h={220}
        data={shares.slice(0, SHOWN).map(({ key, usd }) => ({ key: inWords(key), usd }))}
        dataKey="key"
        orientation="vertical"
        series={[{ name: 'usd', label: 'A month', color: 'sea.6' }]}
        valueFormatter={dollars}
        yAxisProps={{ width: 110 }}
        barChartProps={still}
      />
    </Plot>
  );
}
