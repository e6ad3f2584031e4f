import { SeaworthyError } from '../contracts/errors';
import type { Ledger } from '../ledger/ledger';
import { readRun } from '../ledger/list-runs';
import type { RunRecord } from '../ledger/list-runs';
import type { Caller } from './identity/caller';
import { actsFor } from './identity/tenants';

/** @throws SeaworthyError `Run.Unknown`, also where it is another tenant's */
export async function knownRun(ledger: Ledger, id: string, caller: Caller): Promise<RunRecord> {
  const run = await readRun(ledger, id);
  if (!run || !actsFor(caller, run.tenant))
    throw new SeaworthyError('Run.Unknown', `Run ${id.slice(0, 60)} is not in the ledger.`);
  return run;
}
