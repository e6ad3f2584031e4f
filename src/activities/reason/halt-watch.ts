import { HaltFound } from '../../ledger/halt-found';
import type { HaltScopes } from '../../ledger/halt-found';
import { listInForce } from '../../ledger/halts';
import type { Ledger } from '../../ledger/ledger';

const TICK_MS = 250;
const LOOK_EVERY_MS = 1_000;
/** Without an answer for so long, nobody knows whether a halt is in force: it counts as one. */
const BLIND_AFTER_MS = 2_000;

interface Watched {
  scopes: HaltScopes;
  controller: AbortController;
  /** When it was last known not to be halted, on the monotonic clock. */
  clearAt: number;
}

/** Breaks off model calls that a halt comes to hold. One look a second for all of a worker's calls, and none while there are none. */
export class HaltWatch {
  private readonly watched = new Set<Watched>();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private lookedAt = -Infinity;

  constructor(private readonly ledger: Ledger) {}

  /**
   * Makes a call under watch. Its signal is aborted with HaltFound when a halt comes into force, with halt 0 when the database does not
   * answer for two seconds. `clearAt`: when it was asked last, on the monotonic clock.
   */
  async during<T>(
    of: { scopes: HaltScopes; clearAt: number; signal: AbortSignal },
    call: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const watched = { scopes: of.scopes, clearAt: of.clearAt, controller: new AbortController() };
    this.watched.add(watched);
    this.timer ??= setInterval(() => this.tick(), TICK_MS);
    try {
      return await call(AbortSignal.any([of.signal, watched.controller.signal]));
    } finally {
      this.watched.delete(watched);
      if (this.watched.size === 0) {
        clearInterval(this.timer);
        this.timer = undefined;
      }
    }
  }

  private tick(): void {
    const now = performance.now();
    if (!this.looking && now - this.lookedAt >= LOOK_EVERY_MS) void this.look(now);
    for (const { clearAt, controller } of this.watched) {
      if (now - clearAt > BLIND_AFTER_MS)
        controller.abort(new HaltFound({ halt: 0, why: 'the ledger database does not answer' }));
    }
  }

  private async look(now: number): Promise<void> {
    this.looking = true;
    this.lookedAt = now;
    const before = [...this.watched];
    try {
      const halts = await listInForce(this.ledger, BLIND_AFTER_MS);
      for (const watched of before) {
        const found = halts.find(({ kind, value }) => kind === 'all' || watched.scopes.includes(`${kind}:${value}`));
        if (!found) watched.clearAt = now;
        else
          watched.controller.abort(
            new HaltFound({ halt: found.id, why: `${found.kind} ${found.value}`.trim() + `: ${found.why}` }),
          );
      }
    } catch {
      // Nothing was learnt; when it lasts, tick() draws the conclusion.
    } finally {
      this.looking = false;
    }
  }
}
