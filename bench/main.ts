import { mkdir, writeFile } from 'node:fs/promises';
import { benchCost } from './cost/bench-cost';
import { benchDesk } from './desk/bench-desk';
import { benchParking } from './parking/bench-parking';
import { benchPeers } from './peers/bench-peers';
import { benchRuns } from './runs/bench-runs';
import type { Bench } from './bench';
import { reportText } from './report-text';

/** Each a name for `npm run bench NAME`. */
const benches: Readonly<Record<string, Bench>> = {
  cost: benchCost,
  desk: benchDesk,
  parking: benchParking,
  peers: benchPeers,
  runs: benchRuns,
};

async function main([name = '', ...options]: string[]): Promise<void> {
  const bench = benches[name];
  if (!bench) throw new Error(`npm run bench NAME, where NAME is one of: ${Object.keys(benches).join(', ')}`);
  const report = await bench((line) => void process.stderr.write(`${line}\n`), options);
  await mkdir('.seaworthy/bench', { recursive: true });
  await writeFile(`.seaworthy/bench/${name}.json`, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(options.includes('--json') ? `${JSON.stringify(report)}\n` : reportText(report));
  const lines: { holds?: boolean }[] = 'checks' in report ? report.checks : report.rows;
  if (lines.some(({ holds }) => holds === false)) process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
