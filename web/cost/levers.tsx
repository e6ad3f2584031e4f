import { BarChart } from '@mantine/charts';
import type { ReactElement } from 'react';
import type { Projection } from '../../src/contracts/costs';
import { Plot, still } from '../overview/plot';
import { dollars } from './dollars';

/** What the month would cost if one thing were otherwise. */
export function Levers({ levers }: { levers: Projection['levers'] }): ReactElement {
  const told = levers.some(({ month }) => month > 0) ? levers : [];
  return (
    <Plot
      title="What would change it"
      note="One thing at a time, all else as it was measured."
      head={['If', 'A month', 'Change', 'Which means']}
      rows={told.map(({ what, month, change, note }) => [
        what,
        dollars(month),
        `${change > 0 ? '+' : ''}${Math.round(change * 100)} %`,
        note,
      ])}
    >
      <BarChart
        h={220}
        data={told.map(({ what, month }) => ({ what, usd: month }))}
        dataKey="what"
        orientation="vertical"
        series={[{ name: 'usd', label: 'A month', color: 'sea.6' }]}
        valueFormatter={dollars}
        yAxisProps={{ width: 150 }}
        barChartProps={still}
      />
    </Plot>
  );
}
