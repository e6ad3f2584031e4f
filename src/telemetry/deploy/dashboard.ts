import { metrics, prometheusName } from '../metrics';
import type { Metric } from '../metrics';

interface Target {
  expr: string;
  legendFormat: string;
}

/** The dashboard as Grafana imports it: a panel for each metric, and two for what only several tell. */
export function dashboard(): string {
  const { modelTokens, stepSeconds } = metrics;
  const tokens = prometheusName(modelTokens);
  const steps = `${prometheusName(stepSeconds)}_count`;
  const of: [title: string, description: string, unit: string, targets: Target[]][] = [
    [
      'Cache hit ratio',
      'Input tokens read from the cache, of all input tokens.',
      'percentunit',
      [
        {
          expr: `sum by (model) (rate(${tokens}{class="cache_read"}[$__rate_interval])) / sum by (model) (rate(${tokens}{class!="output"}[$__rate_interval]))`,
          legendFormat: '{{model}}',
        },
      ],
    ],
    [
      'Step success',
      'Activities of steps that did not fail, of all.',
      'percentunit',
      [
        {
          expr: `sum by (agent, step) (rate(${steps}{outcome="done"}[$__rate_interval])) / sum by (agent, step) (rate(${steps}[$__rate_interval]))`,
          legendFormat: '{{agent}} {{step}}',
        },
      ],
    ],
    ...Object.values<Metric>(metrics).map((metric): [string, string, string, Target[]] => [
      metric.name,
      metric.help,
      unitOf(metric),
      targetsOf(metric),
    ]),
  ];
  const panels = of.map(([title, description, unit, targets], i) => ({
    id: i + 1,
    type: 'timeseries',
    title,
    description,
    datasource: { type: 'prometheus', uid: '${datasource}' },
    gridPos: { x: (i % 3) * 8, y: Math.floor(i / 3) * 8, w: 8, h: 8 },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: targets.map((target, at) => ({ refId: String.fromCharCode(65 + at), ...target })),
  }));
  const board = {
    uid: 'seaworthy',
    title: 'Seaworthy',
    schemaVersion: 39,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus' }] },
    panels,
  };
  return `${JSON.stringify(board, undefined, 2)}\n`;
}

function targetsOf(metric: Metric): Target[] {
  const name = prometheusName(metric);
  const labels = metric.labels.map((label) => label.replaceAll('.', '_'));
  const by = labels.length > 0 ? ` by (${labels.join(', ')})` : '';
  const legendFormat = labels.map((label) => `{{${label}}}`).join(' ');
  switch (metric.kind) {
    case 'counter':
      return [{ expr: `sum${by} (rate(${name}[$__rate_interval]))`, legendFormat }];
    case 'total':
      return [{ expr: `max${by} (increase(${name}[$__rate_interval]))`, legendFormat }];
    case 'gauge':
      return [{ expr: `max${by} (${name})`, legendFormat }];
    case 'histogram':
      return [0.5, 0.95].map((quantile) => ({
        expr: `histogram_quantile(${quantile}, sum by (${['le', ...labels].join(', ')}) (rate(${name}_bucket[$__rate_interval])))`,
        legendFormat: `p${quantile * 100} ${legendFormat}`.trim(),
      }));
  }
}

function unitOf({ unit, kind }: Metric): string {
  if (unit === 's') return 's';
  if (unit === '{USD}') return 'currencyUSD';
  return kind === 'counter' ? 'cps' : 'short';
}
