import { CircuitState, SamplingBreaker } from 'cockatiel';
import { systemKey } from '../../contracts/system-key';
import { SystemError } from '../../integrations/system-error';
import { listBreakers, openBreaker } from '../../ledger/breakers';
import type { Breaker } from '../../ledger/breakers';
import type { Ledger } from '../../ledger/ledger';
import { readPass } from '../../ledger/read-pass';

const KEPT_FOR_MS = 1_000;
/** Of this process's last calls, and no fewer than five of them. */
const OPENS_ABOVE = { threshold: 0.5, duration: 30_000, minimumRps: 5 / 30 } as const;

/**
 * Lets no call through to a system that does not answer. Each process samples its own calls (cockatiel); the state is a row that all share, read
 * once a second. While it is not closed, each call asks for itself.
 */
export class Breakers {
  private kept: { rows: Promise<void>; until: number } | undefined;
  private known: ReadonlyMap<string, Breaker> = new Map();
  private readonly samplers = new Map<string, { version: number; sampler: SamplingBreaker }>();

  constructor(
    private readonly ledger: Ledger,
    private readonly mainQueue: string,
    /** Sees to it that somebody looks when the system is back. */
    private readonly watch: (key: string) => void,
  ) {}

  /**
   * Why a call must not be made now; undefined where it may. What may have been sent is always found out about, and a run that was released goes
   * ahead of those that were not.
   */
  async holdBack(system: string, { run, call }: { run: string; call: string }): Promise<string | undefined> {
    const key = systemKey(system, this.mainQueue);
    await this.look();
    const row = this.known.get(key);
    if (!row || row.state === 'closed') return undefined;
    const now = await readPass(this.ledger, { system: key, run, call });
    if (!now || now.sent || now.breaker.state === 'closed') return undefined;
    if (now.breaker.state === 'half-open' && now.pass === now.breaker.version) return undefined;
    return `${system} does not answer (${now.breaker.why}); nothing is sent until it does.`;
  }

  /** Makes a call, at once, and takes note of how it went. Opens the breaker where too many go wrong. */
  async during<T>(system: string, call: () => Promise<T>): Promise<T> {
    const key = systemKey(system, this.mainQueue);
    const version = this.known.get(key)?.version ?? 0;
    const sampler = this.samplerOf(key, version);
    try {
      const answer = await call();
      sampler.success(CircuitState.Closed);
      return answer;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      if (!isFault(error)) sampler.success(CircuitState.Closed);
      else if (sampler.failure(CircuitState.Closed)) await this.open(key, version, error);
      throw error;
    }
  }

  /** The failure that opens it is told as itself: what cannot be written now is by the next. */
  private async open(system: string, version: number, error: SystemError): Promise<void> {
    const why = [error.class, error.code].filter(Boolean).join(' ');
    try {
      await openBreaker(this.ledger, { system, version, why });
      this.kept = undefined;
      await this.look();
    } catch {
      return;
    }
    this.watch(system);
  }

  /** With every change of the state begins a new sample. */
  private samplerOf(key: string, version: number): SamplingBreaker {
    const known = this.samplers.get(key);
    if (known?.version === version) return known.sampler;
    const sampler = new SamplingBreaker(OPENS_ABOVE);
    this.samplers.set(key, { version, sampler });
    return sampler;
  }

  private look(): Promise<void> {
    const now = performance.now();
    if (!this.kept || now > this.kept.until) {
      const rows = listBreakers(this.ledger).then((all) => {
        this.known = new Map(all.map((row) => [row.system, row]));
      });
      this.kept = { rows, until: now + KEPT_FOR_MS };
      rows.catch(() => (this.kept = undefined)); // asked again by the next; this one fails, and is tried again
    }
    return this.kept.rows;
  }
}

/** The system did not answer, or not as it should. A refusal, or being asked to wait, is an answer. */
function isFault({ class: failure, answer }: SystemError): boolean {
  switch (failure) {
    case 'transient':
    case 'credential':
      return true;
    case 'unknown':
      return answer === undefined;
    case 'rate-limited':
    case 'malformed':
    case 'rejected':
      return false;
  }
}
