import { LRUCache } from 'lru-cache';
import type { Overrides } from '../../agents/steered';
import { listGuidance } from '../../ledger/guidance';
import type { Ledger } from '../../ledger/ledger';
import { overridesOf } from '../../ledger/rollouts';

/** What an agent is told beyond its instructions, as people wrote it. */
export interface Told {
  ref: string;
  /** Null: in every step. */
  step: string | null;
  text: string;
}

/** Guidance as runs name it: a version never changes, so each is read once. */
export class Guidances {
  private readonly kept = new LRUCache<string, Told>({ max: 1_000 });

  private readonly overriding = new LRUCache<number, Overrides>({ max: 100 });

  constructor(private readonly ledger: Ledger) {}

  /** In the order of the names; those for other steps are left out. */
  async of(refs: readonly string[], step: string): Promise<Told[]> {
    const unread = refs.filter((ref) => !this.kept.has(ref));
    if (unread.length > 0)
      for (const { ref, step: only, text } of await listGuidance(this.ledger, { refs: unread }))
        this.kept.set(ref, { ref, step: only, text });
    return refs
      .map((ref) => {
        const told = this.kept.get(ref);
        if (!told) throw new Error(`guidance ${ref} is not in the ledger, and a run names it`);
        return told;
      })
      .filter((told) => told.step === null || told.step === step);
  }

  /** What the candidate of a rollout has in the place of the agent's own; it never changes either. */
  async overrides(rollout: number | undefined): Promise<Overrides> {
    if (rollout === undefined) return {};
    const kept = this.overriding.get(rollout) ?? (await overridesOf(this.ledger, rollout));
    this.overriding.set(rollout, kept);
    return kept;
  }
}
