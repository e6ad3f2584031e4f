// Needs a Temporal dev server and PostgreSQL (stack), and Prometheus (Debian); the worker is a process of its own; ERP, mailbox and model are stand-ins over real sockets.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { freePort } from '../../src/integrations/local-process/with-port';
import { alertRules } from '../../src/telemetry/deploy/alert-rules';
import { usualThresholds } from '../../src/telemetry/deploy/alerts';
import { eventually } from '../helpers/eventually';
import { readSamples } from '../helpers/invoices';
import { kill } from '../helpers/worker-process';
import { itWithPrometheus } from './installed';
import { startMetered } from './metered';
import type { Metered } from './metered';

const samples = readSamples();
const [clean, bankChange] = [/^01/, /^07/].map((file) => samples.find((sample) => file.test(sample.file))!);

let metered: Metered;
let prometheus: ChildProcess | undefined;
beforeAll(async () => {
  metered = await startMetered([clean!, bankChange!]);
}, 900_000);
afterAll(async () => {
  if (prometheus) await kill(prometheus);
  await metered.close();
});

/** A real Prometheus that looks every second; gives its address. */
async function startPrometheus(): Promise<string> {
  const folder = mkdtempSync(path.join(process.env['SEAWORTHY_TEST_FOLDER']!, 'prometheus-'));
  const at = `127.0.0.1:${await freePort()}`;
  const often = { scrape_interval: '1s', evaluation_interval: '1s' };
  const targets = [metered.urls.gateway, metered.urls.worker].map((url) => new URL(url).host);
  const config = path.join(folder, 'prometheus.yaml');
  writeFileSync(path.join(folder, 'alerts.yaml'), alertRules({ ...usualThresholds, approvalS: 1, forS: 0 }));
  writeFileSync(
    config,
    stringify({
      global: often,
      rule_files: [path.join(folder, 'alerts.yaml')],
      scrape_configs: [{ job_name: 'seaworthy', static_configs: [{ targets }] }],
    }),
  );
  const flags = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${path.join(folder, 'data')}`,
    `--web.listen-address=${at}`,
  ];
  prometheus = spawn('prometheus', [...flags, '--log.level=error'], { stdio: 'ignore' });
  return `http://${at}`;
}

interface Firing {
  labels: Record<string, string>;
  state: string;
}

async function firing(url: string): Promise<Record<string, string>[]> {
  const answer = await fetch(`${url}/api/v1/alerts`).catch(() => undefined);
  if (!answer?.ok) return [];
  const { data } = (await answer.json()) as { data: { alerts: Firing[] } };
  return data.alerts.flatMap(({ labels, state }) => (state === 'firing' ? [labels] : []));
}

itWithPrometheus()(
  'alerts fire when an approval is left waiting and when the ERP drifts, and no others',
  async () => {
    const url = await startPrometheus();
    await metered.stack.start(bankChange!);
    await eventually(async () => (await firing(url)).some(({ alertname }) => alertname === 'ApprovalStuck'));
    expect((await firing(url)).map(({ alertname }) => alertname)).not.toContain('ContractDrifted');

    metered.stack.erp.faults.set([{ kind: 'wrong-schema', match: { path: '/purchase-orders' } }]);
    await metered.stack.start(clean!);
    await eventually(async () => (await firing(url)).some(({ alertname }) => alertname === 'ContractDrifted'));
    const fired = await firing(url);
    expect(fired).toContainEqual(expect.objectContaining({ alertname: 'ContractDrifted', system: 'erp' }));
    const names = [...new Set(fired.map(({ alertname }) => alertname))];
    expect(names).not.toContain('LedgerVerificationFailing');
    expect(names).not.toContain('QueueWithoutWorker');
  },
  60_000,
);
