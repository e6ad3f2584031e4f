import { z } from 'zod';

const STOPS = ['refusal', 'max-tokens', 'pause-turn', 'context-exceeded'] as const;

/** What can go wrong with one call. */
export const Trouble = z.discriminatedUnion('kind', [
  /** 429; `code` as the provider's `error_code`, e.g. ramp_limit_exceeded or enforced_spend_limit_reached. */
  z.strictObject({
    kind: z.literal('rate-limited'),
    retryAfterSeconds: z.number().optional(),
    code: z.string().optional(),
  }),
  /** 402. */
  z.strictObject({ kind: z.literal('billing'), code: z.string().optional() }),
  /** 529. */
  z.strictObject({ kind: z.literal('overloaded'), retryAfterSeconds: z.number().optional() }),
  /** Any other status, by default 500, with the error type that belongs to it. */
  z.strictObject({ kind: z.literal('status'), status: z.int().min(400).max(599).default(500) }),
  /** Takes the request and never answers. */
  z.strictObject({ kind: z.literal('no-answer') }),
  /** Resets the connection before an answer. */
  z.strictObject({ kind: z.literal('reset') }),
  /** Begins the answer, then sends an `error` event. */
  z.strictObject({
    kind: z.literal('error-in-stream'),
    type: z.enum(['overloaded_error', 'api_error', 'rate_limit_error']).default('overloaded_error'),
  }),
  /** Begins the answer, then closes the connection: cleanly (the stream just ends) or by a reset. */
  z.strictObject({ kind: z.literal('cut-off'), clean: z.boolean().default(true) }),
  /** Begins the answer, then stays silent. */
  z.strictObject({ kind: z.literal('stall') }),
  z.strictObject({ kind: z.literal('malformed-arguments'), how: z.enum(['wrong-type', 'missing-why', 'not-json']) }),
  z.strictObject({ kind: z.literal('unknown-tool') }),
  z.strictObject({ kind: z.enum(STOPS) }),
]);
export type Trouble = z.input<typeof Trouble>;

/** When trouble strikes: among the calls that fit `model` and `contains`, after `after` of them, at most `times`, at `rate`. */
const When = z.object({
  after: z.int().min(0).default(0),
  times: z.int().min(1).optional(),
  rate: z.number().min(0).max(1).default(1),
  seed: z.int().default(1),
  model: z.string().optional(),
  /** Strikes only conversations that hold this text. */
  contains: z.string().optional(),
});
export const Fault = z.object({ trouble: Trouble, when: When.prefault({}) });
export type Fault = z.input<typeof Fault>;

/** Trouble arranged at run time: the first fault that strikes a call wins. */
export class Faults {
  private arranged: { fault: z.output<typeof Fault>; met: number; struck: number; random: () => number }[] = [];

  /** Replaces what was arranged; an empty list is fair weather. Throws a ZodError on a fault that is none. */
  set(faults: Fault[]): void {
    this.arranged = z
      .array(Fault)
      .parse(faults)
      .map((fault) => ({ fault, met: 0, struck: 0, random: mulberry32(fault.when.seed) }));
  }

  strike(model: string, conversation: () => string): Trouble | undefined {
    for (const entry of this.arranged) {
      const { trouble, when } = entry.fault;
      if (when.model !== undefined && when.model !== model) continue;
      if (when.contains !== undefined && !conversation().includes(when.contains)) continue;
      entry.met += 1;
      if (entry.met <= when.after || entry.struck >= (when.times ?? Infinity)) continue;
      if (when.rate < 1 && entry.random() >= when.rate) continue;
      entry.struck += 1;
      return trouble;
    }
    return undefined;
  }
}

const mulberry32 = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};
