import type { RunId } from '../contracts/ids';
import type { Ledger } from './ledger';
import type { EntryFlaw } from './verify-finding';
import { verifyLedger } from './verify-ledger';
import { snapshot } from './verify-session';

export type Verified = { intact: true; entries: number } | { intact: false; seq: number; why: EntryFlaw };

/** The seals of one run, without checkpoints: finds what was not sealed anew. */
export async function verifyRun(ledger: Ledger, run: RunId): Promise<Verified> {
  const { entries, findings } = await snapshot(ledger, (client) => verifyLedger(client, { run }));
  const flaw = findings.find((finding) => finding.what === 'entry');
  return flaw ? { intact: false, seq: flaw.seq, why: flaw.why } : { intact: true, entries };
}
