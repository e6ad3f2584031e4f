import { createReadStream, existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { calculateJwkThumbprint } from 'jose';
import { SeaworthyError } from '../../contracts/errors';
import { verifierOf } from '../../integrations/keys/verifier-of';
import { exportRun } from '../../ledger/export-run';
import { Coverage } from '../../ledger/verify-coverage';
import { verifyExport } from '../../ledger/verify-export';
import { describeFinding } from '../../ledger/verify-finding';
import { verifyLedger } from '../../ledger/verify-ledger';
import type { Report } from '../../ledger/verify-ledger';
import { snapshot } from '../../ledger/verify-session';
import { openDatabase } from '../open-database';
import { clean, print, printJson } from '../print';
import { Progress } from '../up/progress';
import { openCheckpoints, readPublicKeys } from './audit-files';

export interface VerifyOptions {
  checkpoint?: string;
  keys?: string;
  copy?: boolean;
  export?: string;
  json?: boolean;
}

const SHOWN = 50;

/** Whether everything holds. */
export async function verify(run: string | undefined, options: VerifyOptions): Promise<boolean> {
  return options.export === undefined ? verifyDatabase(run, options) : verifyFile(options.export, options);
}

async function verifyDatabase(run: string | undefined, options: VerifyOptions): Promise<boolean> {
  const store = openCheckpoints(options.checkpoint);
  const verifier = verifierOf(readPublicKeys(options.keys));
  const ledger = openDatabase();
  const progress = new Progress();
  let doing = 'Reading checkpoints';
  progress.now(() => `${doing} …`);
  try {
    const coverage = await Coverage.ofChain(store, verifier, (number) => (doing = `Reading checkpoints: ${number}`));
    const { copy = false } = options;
    const onProgress = (what: string): void => void (doing = `Verifying: ${what}`);
    const report = await snapshot(ledger, (client) => verifyLedger(client, { run, coverage, copy, onProgress }));
    if (run !== undefined && report.runs === 0 && report.findings.length === 0)
      throw new SeaworthyError('Run.Unknown', `Run ${run} is not in the ledger, and no checkpoint knows it.`);
    progress.end();
    const { last } = coverage;
    tell(report, options.json, last ? { number: last.number, at: last.at } : null);
    return report.findings.length === 0;
  } finally {
    progress.end();
    await ledger.close();
  }
}

async function verifyFile(file: string, { keys, json }: VerifyOptions): Promise<boolean> {
  if (!existsSync(file)) throw new SeaworthyError('Config.Invalid', `${file} is not there.`);
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  const report = await verifyExport(lines, keys === undefined ? undefined : readPublicKeys(keys));
  tell(report, json, undefined);
  if (report.erased !== null && !json)
    print(`The run was erased at ${clean(report.erased)}: what it held opens nowhere any more.`);
  if (keys === undefined && !json) {
    print(
      'The keys are those in the file, which whoever made it chose. Hold them against those you know, or give --keys:',
    );
    for (const key of report.keys.keys) print(`  ${clean(String(key.kid))} ${await calculateJwkThumbprint(key)}`);
  }
  return report.findings.length === 0;
}

function tell(
  report: Report,
  json: boolean | undefined,
  last: { number: number; at: string } | null | undefined,
): void {
  const { runs, entries, uncovered, findings } = report;
  if (json) return printJson({ intact: findings.length === 0, runs, entries, uncovered, checkpoint: last, findings });
  for (const finding of findings.slice(0, SHOWN)) print(clean(describeFinding(finding)));
  if (findings.length > SHOWN) print(`… and ${findings.length - SHOWN} more: --json lists all.`);
  const verdict = findings.length === 0 ? 'Intact' : `Not intact: ${findings.length} found`;
  print(`${verdict}. ${runs} runs, ${entries} entries; ${uncovered} entries are in no checkpoint yet.`);
  if (last) print(`The last checkpoint is ${last.number}, of ${last.at}.`);
  if (last === null) print('There are no checkpoints: whoever owns the database could have sealed all of it anew.');
}

export async function exportTo(
  run: string,
  options: { out?: string; checkpoint?: string; keys?: string },
): Promise<void> {
  const store = openCheckpoints(options.checkpoint);
  const keys = readPublicKeys(options.keys);
  const ledger = openDatabase();
  // The file is made when there is something to write, so a run that is not there leaves none.
  let file: Awaited<ReturnType<typeof open>> | undefined;
  try {
    await snapshot(ledger, async (client) => {
      for await (const line of exportRun(client, run, { store, verifier: verifierOf(keys), keys })) {
        if (options.out === undefined) print(JSON.stringify(line));
        else await (file ??= await open(options.out, 'w')).appendFile(`${JSON.stringify(line)}\n`);
      }
    });
  } finally {
    await file?.close();
    await ledger.close();
  }
}

export function printKeys(): void {
  printJson(readPublicKeys(undefined));
}
