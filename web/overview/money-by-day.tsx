import { BarChart } from '@mantine/charts';
import type { ReactElement } from 'react';
import type { Overview } from '../../src/contracts/figures';
import { formatMoney } from '../shared/money';
import { dayInWords } from './day-in-words';
import { Plot, still } from './plot';

/** What runs have cost, by the day they began. */
export function MoneyByDay({ days }: { days: Overview['days'] }): ReactElement {
  return (
    <Plot
      title="Money by day"
      note="What models have cost, by the day that the run began."
      head={['Day', 'Runs begun', 'Cost']}
      rows={days
        .filter(({ started }) => started > 0)
        .map(({ day, started, usd }) => [day, String(started), formatMoney(usd, 'USD')])}
    >
      <BarChart
        h={220}
        data={days.map(({ day, usd }) => ({ day: dayInWords(day), usd: Number(usd) }))}
        dataKey="day"
        series={[{ name: 'usd', label: 'Cost', color: 'sea.6' }]}
        valueFormatter={(value) => formatMoney(value.toFixed(value < 1 ? 3 : 2), 'USD')}
        yAxisProps={{ width: 70 }}
        barChartProps={still}
      />
    </Plot>
  );
}
