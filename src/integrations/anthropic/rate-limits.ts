/** What the provider's headers say of one of its limits per minute: requests, input tokens that are not read from its cache, output tokens. */
export interface RateLimit {
  kind: 'requests' | 'input' | 'output';
  /** A minute. */
  most: number;
  remaining: number;
  /** How fast it fills. */
  perSecond: number;
}

/** What was said, and when it was read, on the monotonic clock. */
export interface SaidLimits {
  limits: RateLimit[];
  at: number;
}

const NAMES = { requests: 'requests', input: 'input-tokens', output: 'output-tokens' } as const;
/** Of two times in whole seconds. */
const ROUNDED_S = 2;

/** Of `anthropic-ratelimit-*`; those of which it says nothing are left out. */
export function rateLimitsIn(headers: Headers): RateLimit[] {
  return Object.entries(NAMES).flatMap(([kind, name]) => {
    const [most, remaining, reset] = ['limit', 'remaining', 'reset'].map((what) =>
      headers.get(`anthropic-ratelimit-${name}-${what}`),
    );
    const limit = { kind: kind as RateLimit['kind'], most: wholeIn(most), remaining: wholeIn(remaining) };
    if (!(limit.most > 0 && limit.remaining >= 0)) return [];
    // Both by the provider's clock.
    const resetS = (Date.parse(reset ?? '') - Date.parse(headers.get('date') ?? '')) / 1000;
    return [{ ...limit, perSecond: paceOf(limit, resetS) }];
  });
}

/** A bucket of a minute fills in one; slower where it says that it will be full only later. */
function paceOf({ most, remaining }: { most: number; remaining: number }, resetS: number): number {
  const pace = (most - remaining) / (resetS - ROUNDED_S);
  return pace > 0 && Number.isFinite(pace) ? Math.min(most / 60, pace) : most / 60;
}

function wholeIn(header: string | null | undefined): number {
  return /^\d{1,15}$/.test(header ?? '') ? Number(header) : NaN;
}
