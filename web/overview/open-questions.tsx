import { BarChart } from '@mantine/charts';
import type { ReactElement } from 'react';
import type { Overview } from '../../src/contracts/figures';
import { duration } from '../shared/duration';
import { Plot, still } from './plot';

/** Questions that wait, by the role they wait for. */
export function OpenQuestions({ open }: { open: Overview['open'] }): ReactElement {
  return (
    <Plot
      title="Questions that wait"
      head={['Role', 'Questions', 'The oldest waits']}
      rows={open.map(({ role, count, oldest }) => [role, String(count), duration(Date.now() - Date.parse(oldest))])}
    >
      <BarChart
        h={220}
        data={open}
        dataKey="role"
        orientation="vertical"
        series={[{ name: 'count', label: 'Questions', color: 'yellow.6' }]}
        yAxisProps={{ width: 90 }}
        barChartProps={still}
      />
    </Plot>
  );
}
