import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { startLocalServer } from '../src/integrations/local-process/local-server';
import { freePort } from '../src/integrations/local-process/with-port';

/** Prometheus as it is installed, with our alert rules, looking at these metrics. @throws SystemError */
export async function startPrometheus(
  folder: string,
  metrics: string,
): Promise<{ url: string; close(): Promise<void> }> {
  const config = path.join(folder, 'prometheus.yaml');
  writeFileSync(
    config,
    stringify({
      global: { scrape_interval: '5s', evaluation_interval: '5s' },
      rule_files: [path.resolve(__dirname, '../deploy/prometheus/alerts.yaml')],
      scrape_configs: [{ job_name: 'seaworthy', static_configs: [{ targets: [metrics] }] }],
    }),
  );
  const at = `127.0.0.1:${await freePort()}`;
  const data = path.join(folder, 'prometheus');
  const server = await startLocalServer({
    name: 'Prometheus',
    command: 'prometheus',
    args: [`--config.file=${config}`, `--storage.tsdb.path=${data}`, `--web.listen-address=${at}`],
    ready: /Server is ready to receive web requests/,
    stop: ['SIGTERM', 'SIGKILL'],
    log: path.join(folder, 'prometheus.log'),
  });
  return { url: `http://${at}`, close: () => server.close() };
}
