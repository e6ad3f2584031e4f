// Pure, but for promtool, which reads what is generated.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { alerts, usualThresholds } from '../../src/telemetry/deploy/alerts';
import { deployFiles } from '../../src/telemetry/deploy/files';
import { metrics, prometheusName } from '../../src/telemetry/metrics';
import type { Metric } from '../../src/telemetry/metrics';
import { itWithPrometheus } from './installed';

const root = join(__dirname, '../..');
const step = 'seaworthy_step_seconds_count{agent="a",step="s",outcome=';

/** For each alert, series a minute apart: with these it fires after an hour, with the others it does not. */
const cases: Record<
  string,
  { fires: Record<string, string>; labels: Record<string, string>; quiet: Record<string, string> }
> = {
  ApprovalStuck: {
    fires: { 'seaworthy_approvals_oldest_seconds{role="lead"}': '14000+60x120' },
    labels: { role: 'lead' },
    quiet: { 'seaworthy_approvals_oldest_seconds{role="lead"}': '0+60x120' },
  },
  StepErrorBudgetBurning: {
    fires: { [`${step}"failed"}`]: '0+2x120', [`${step}"done"}`]: '0+8x120' },
    labels: { agent: 'a', step: 's' },
    quiet: { [`${step}"failed"}`]: '0+1x120', [`${step}"done"}`]: '0+9x120' },
  },
  CostBurning: {
    fires: { 'seaworthy_runs_cost_usd_total{workflow="w"}': '100+0.5x120' },
    labels: { workflow: 'w' },
    quiet: { 'seaworthy_runs_cost_usd_total{workflow="w"}': '100+0.3x120' },
  },
  ContractDrifted: {
    fires: { 'seaworthy_drift_fields{system="erp",contract="c"}': '0x30 1x90' },
    labels: { system: 'erp', contract: 'c' },
    quiet: { 'seaworthy_drift_fields{system="erp",contract="c"}': '0x120' },
  },
  AdmissionEnding: {
    fires: { 'seaworthy_admission_seconds{workflow="w",environment="production"}': '608400-60x120' },
    labels: { workflow: 'w', environment: 'production' },
    quiet: { 'seaworthy_admission_seconds{workflow="w",environment="production"}': '700000-60x120' },
  },
  LedgerVerificationFailing: {
    fires: { seaworthy_ledger_broken: '1x120', seaworthy_ledger_unchecked_seconds: '30x120' },
    labels: {},
    quiet: { seaworthy_ledger_broken: '0x120', seaworthy_ledger_unchecked_seconds: '30x120' },
  },
  QueueWithoutWorker: {
    fires: { 'seaworthy_queue_pollers{queue="q"}': '0x120' },
    labels: { queue: 'q' },
    quiet: { 'seaworthy_queue_pollers{queue="q"}': '1x120' },
  },
};

it('what is in deploy/ is what is generated now', () => {
  for (const [path, text] of Object.entries(deployFiles())) expect(readFileSync(join(root, path), 'utf8')).toBe(text);
});

it('rules and dashboard ask for metrics that there are', () => {
  const known = Object.values<Metric>(metrics).map(prometheusName);
  for (const text of Object.values(deployFiles()))
    for (const [name] of text.matchAll(/\b(seaworthy|gen_ai_client)_\w+/g))
      expect(known).toContain(name.replace(/_(count|bucket|sum)$/, ''));
});

it('every alert has a case', () => {
  expect(Object.keys(cases).sort()).toEqual(
    alerts(usualThresholds)
      .map(({ name }) => name)
      .sort(),
  );
});

itWithPrometheus()('promtool: each alert fires where it should, and is silent where it should not', () => {
  const text = (name: string) => alerts(usualThresholds).find((alert) => alert.name === name)!;
  const inputs = (series: Record<string, string>) =>
    Object.entries(series).map(([name, values]) => ({ series: name, values }));
  const tests = Object.entries(cases).flatMap(([alertname, { fires, labels, quiet }]) => [
    {
      interval: '1m',
      input_series: inputs(fires),
      // Which labels, not the words: those are told by the value.
      promql_expr_test: [
        {
          expr: `count by (alertname, severity${Object.keys(labels)
            .map((label) => `, ${label}`)
            .join('')}) (ALERTS{alertstate="firing"})`,
          eval_time: '90m',
          exp_samples: [{ labels: sample({ alertname, severity: text(alertname).severity, ...labels }), value: 1 }],
        },
      ],
    },
    {
      interval: '1m',
      input_series: inputs(quiet),
      promql_expr_test: [{ expr: 'ALERTS', eval_time: '90m', exp_samples: [] }],
    },
  ]);
  const file = join(mkdtempSync(join(process.env['SEAWORTHY_TEST_FOLDER']!, 'rules-')), 'test.yaml');
  const rules = join(root, 'deploy/prometheus/alerts.yaml');
  writeFileSync(file, stringify({ rule_files: [rules], evaluation_interval: '1m', tests }));
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
  expect([status, `${stdout}${stderr}`]).toEqual([0, expect.stringContaining('SUCCESS')]);
});

function sample(labels: Record<string, string>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}}`;
}
