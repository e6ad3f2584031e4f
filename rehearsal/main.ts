// All the evidence that readiness asks for, made from a clean database by the commands that docs/readiness.md lists. `npm run rehearsal`.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startCollectorStandIn } from '../standins/collector/start-collector-stand-in';
import { freePort } from '../src/integrations/local-process/with-port';
import { commands } from './commands';
import { startPrometheus } from './start-prometheus';

/** What a shell of the user's may say of systems, databases and ports of theirs: none of it is meant here. */
const SETTINGS = /^(DATABASE_URL$|(SEAWORTHY|TEMPORAL|ANTHROPIC|ERP|MAIL|INTAKE|OTEL|SHOP)_)/;
/** Each line is told before it is done; the first that fails ends it. */
const AROUND = 'set -euv\n';
const LOOK_EVERY_MS = 200;

async function main(): Promise<void> {
  if (spawnSync('prometheus', ['--version']).error)
    throw new Error(
      'governance.alerts asks Prometheus, which is not installed here: the Debian package is prometheus.',
    );
  const state = path.join(__dirname, '../.seaworthy');
  mkdirSync(state, { recursive: true });
  const folder = mkdtempSync(path.join(state, 'rehearsal-'));
  say(`In ${folder}, where everything stays that comes of it.`);
  const metrics = `127.0.0.1:${await freePort()}`;
  const prometheus = await startPrometheus(folder, metrics);
  say(`Prometheus with deploy/prometheus/alerts.yaml: ${prometheus.url}`);
  const collector = await startCollectorStandIn();
  say(`Collector of traces, a STAND-IN: ${collector.url}`);
  const began = Date.now();
  try {
    process.exitCode = await run(folder, {
      SEAWORTHY_PROMETHEUS: prometheus.url,
      SEAWORTHY_METRICS: metrics,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    });
  } finally {
    await collector.close();
    await prometheus.close();
  }
  const minutes = ((Date.now() - began) / 60_000).toFixed(1);
  say(
    `${minutes} minutes, ${collector.spans.length} spans of traces. ${path.join(folder, 'readiness.html')} tells it too.`,
  );
}

/** In one shell, in a process group of its own: what it leaves in the background is ended with it. */
async function run(folder: string, settings: NodeJS.ProcessEnv): Promise<number> {
  const script = path.join(folder, 'rehearsal.sh');
  writeFileSync(script, AROUND + commands());
  const others = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name));
  const env = { ...Object.fromEntries(others), ...settings };
  const shell = spawn('bash', [script], { cwd: folder, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  const group = -shell.pid!;
  const pass = (signal: NodeJS.Signals): void => void endGroup(group, signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  const [code] = (await once(shell, 'exit')) as [number | null];
  endGroup(group, 'SIGTERM'); // once: a second one would not let it end in order
  while (endGroup(group, 0)) await wait(LOOK_EVERY_MS);
  return code ?? 1;
}

/** False: nobody is in it any more. */
function endGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(group, signal);
  } catch {
    return false;
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
