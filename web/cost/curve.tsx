import { BarChart } from '@mantine/charts';
import type { ReactElement } from 'react';
import type { Projection } from '../../src/contracts/costs';
import { Plot, still } from '../overview/plot';
import { dollars } from './dollars';

/** What a month costs as runs become more. */
export function Curve({ curve }: { curve: Projection['curve'] }): ReactElement {
  const known = curve.filter(({ month }) => month.mean > 0);
  return (
    <Plot
      title="A month of so many runs"
      note="Each mark of the scale is ten times the one before."
      head={['Runs', 'A month', 'From', 'To']}
      rows={known.map(({ runs, month }) => [
        runs.toLocaleString('en'),
        dollars(month.mean),
        dollars(month.low),
        dollars(month.high),
      ])}
    >
      <BarChart
        h={220}
        data={known.map(({ runs, month }) => ({ runs: runs.toLocaleString('en'), usd: month.mean }))}
        dataKey="runs"
        series={[{ name: 'usd', label: 'A month', color: 'sea.6' }]}
        valueFormatter={dollars}
        yAxisProps={{
          width: 80,
          scale: 'log',
          domain: [(least: number) => 10 ** Math.floor(Math.log10(least)), 'auto'],
        }}
        barChartProps={still}
      />
    </Plot>
  );
}
