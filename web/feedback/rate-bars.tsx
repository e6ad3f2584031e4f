import { BarChart } from '@mantine/charts';
import type { BarChartProps } from '@mantine/charts';
import type { ReactElement } from 'react';
import { still } from '../overview/plot';
import { percent } from './percent';

/** Shares from none to all, side by side. */
export function RateBars({
  h = 220,
  data,
  dataKey,
  series,
}: Pick<BarChartProps, 'h' | 'data' | 'dataKey' | 'series'>): ReactElement {
  return (
    <BarChart
      h={h}
      data={data}
      dataKey={dataKey}
      series={series}
      valueFormatter={percent}
      yAxisProps={{ width: 60, domain: [0, 1] }}
      withLegend
      legendProps={{ verticalAlign: 'bottom' }}
      barChartProps={still}
    />
  );
}
