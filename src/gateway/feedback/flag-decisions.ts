import { flagEntry } from '../../ledger/flag-entry';
import type { Ledger } from '../../ledger/ledger';
import { unflaggedDecisions } from '../../ledger/unflagged-decisions';

const AT_ONCE = 100;

/** Denials and edits are feedback too: each becomes a flag, once, however many gateways look. Returns how many there were. */
export async function flagDecisions(ledger: Ledger): Promise<number> {
  const decisions = await unflaggedDecisions(ledger, AT_ONCE);
  for (const { run, approval, decision, entry, by, reason } of decisions)
    await flagEntry(
      ledger,
      run,
      { entry, category: 'other', severity: 'medium', correction: reason.slice(0, 2000) },
      { by, origin: decision === 'deny' ? 'denial' : 'edit', once: approval },
    );
  return decisions.length;
}
