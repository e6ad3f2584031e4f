import { Rejection } from './rejection';

/** A minute. Input is what is not read from the cache; of output all that a call may answer is drawn when it begins. */
export interface PerMinute {
  requests: number;
  input: number;
  output: number;
}

const KINDS = ['requests', 'input', 'output'] as const;
const HEADERS = { requests: 'requests', input: 'input-tokens', output: 'output-tokens' } as const;

/** The provider's limits of one model: a token bucket each, which fills within a minute. */
export class RateLimits {
  private readonly level: PerMinute;
  private at: number;

  constructor(
    private readonly most: PerMinute,
    private readonly now: () => number,
  ) {
    this.level = { ...most };
    this.at = now();
  }

  /** Draws what a call needs, or nothing and throws the `Rejection` that it is answered with. */
  draw(need: PerMinute): void {
    this.fill();
    const waits = KINDS.map((kind) => ((need[kind] - this.level[kind]) / this.most[kind]) * 60);
    const wait = Math.max(...waits);
    if (wait > 0)
      throw new Rejection(
        429,
        'rate_limit_error',
        `This request would exceed your rate limit of ${HEADERS[KINDS[waits.indexOf(wait)]!]} per minute.`,
        { 'retry-after': String(Math.ceil(wait)), ...this.headers() },
      );
    for (const kind of KINDS) this.level[kind] -= need[kind];
  }

  /** Output that was drawn and not used. */
  giveBack(output: number): void {
    this.fill();
    this.level.output = Math.min(this.most.output, this.level.output + output);
  }

  headers(): Record<string, string> {
    this.fill();
    return Object.fromEntries(
      KINDS.flatMap((kind) => {
        const [most, level] = [this.most[kind], this.level[kind]];
        const full = Math.ceil((this.now() + ((most - level) / most) * 60_000) / 1000) * 1000;
        const name = `anthropic-ratelimit-${HEADERS[kind]}`;
        return [
          [`${name}-limit`, String(most)],
          [`${name}-remaining`, String(Math.max(0, Math.floor(level)))],
          [`${name}-reset`, new Date(full).toISOString().replace('.000', '')],
        ];
      }),
    );
  }

  private fill(): void {
    const now = this.now();
    const share = (now - this.at) / 60_000;
    for (const kind of KINDS) this.level[kind] = Math.min(this.most[kind], this.level[kind] + share * this.most[kind]);
    this.at = now;
  }
}
