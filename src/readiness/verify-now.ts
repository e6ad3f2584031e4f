import type { Verifier } from '../integrations/keys/key-ring';
import type { CheckpointStore } from '../ledger/checkpoint-store';
import type { Ledger } from '../ledger/ledger';
import { Coverage } from '../ledger/verify-coverage';
import { describeFinding } from '../ledger/verify-finding';
import { verifyLedger } from '../ledger/verify-ledger';
import { snapshot } from '../ledger/verify-session';
import type { Verification } from './evidence';

/** What took longer than that is not done again for a while. */
const LONG_MS = 5_000;
const KEPT_MS = 3_600_000;
const MOST_FINDINGS = 20;

/** Verifies a whole ledger whenever it is asked; where that takes long, it tells for an hour what it found. Null: it could not. */
export class Verifying {
  private kept: { result: Verification; untilMs: number } | undefined;

  constructor(
    private readonly ledger: Ledger,
    private readonly checkpoints: { store: CheckpointStore; keys: Verifier } | undefined,
  ) {}

  async now(): Promise<Verification | null> {
    if (this.kept && performance.now() < this.kept.untilMs) return this.kept.result;
    const began = performance.now();
    const result = await this.verify().catch(() => null);
    const took = performance.now() - began;
    if (result && took > LONG_MS) this.kept = { result, untilMs: performance.now() + KEPT_MS };
    return result;
  }

  private async verify(): Promise<Verification> {
    const { ledger, checkpoints } = this;
    const coverage = checkpoints && (await Coverage.ofChain(checkpoints.store, checkpoints.keys, () => undefined));
    const { runs, entries, findings } = await snapshot(ledger, (client) => verifyLedger(client, { coverage }));
    return {
      ...{ at: new Date(), runs, entries, checkpoint: coverage?.last?.at ?? null },
      findings: findings.slice(0, MOST_FINDINGS).map(describeFinding),
    };
  }
}
