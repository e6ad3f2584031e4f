import { BarChart } from '@mantine/charts';
import type { ReactElement } from 'react';
import type { Overview } from '../../src/contracts/figures';
import { duration } from '../shared/duration';
import { Plot, still } from './plot';

/** How long questions waited for people. */
export function WaitingTimes({ waits }: { waits: Overview['waits'] }): ReactElement {
  return (
    <Plot
      title="How long people took"
      note="From question to decision; nine of ten were decided within the longer time."
      head={['Role', 'Decided', 'Median', 'Nine of ten within']}
      rows={waits.map(({ role, decided, medianMs, p90Ms }) => [
        role,
        String(decided),
        duration(medianMs),
        duration(p90Ms),
      ])}
    >
      <BarChart
        h={220}
        data={waits}
        dataKey="role"
        orientation="vertical"
        series={[
          { name: 'medianMs', label: 'Median', color: 'sea.6' },
          { name: 'p90Ms', label: 'Nine of ten within', color: 'sea.3' },
        ]}
        valueFormatter={duration}
        yAxisProps={{ width: 90 }}
        withLegend
        legendProps={{ verticalAlign: 'bottom' }}
        barChartProps={still}
      />
    </Plot>
  );
}
