import { z } from 'zod';

const Milliseconds = z.int().min(0);

/** What goes wrong with one request. Where it is not said otherwise, the request is passed on. */
export const Fault = z.discriminatedUnion('kind', [
  /** The right answer, late. */
  z.strictObject({ kind: z.literal('latency'), delayMs: Milliseconds }),
  /** The connection is reset: before the request is passed on, when half of it is, or when all of it was and the system has answered. */
  z.strictObject({ kind: z.literal('reset'), at: z.enum(['before', 'during', 'after']).default('before') }),
  /** The request is swallowed: no answer ever. */
  z.strictObject({ kind: z.literal('no-answer') }),
  /** The system has done it and answered; the answer never comes back. */
  z.strictObject({ kind: z.literal('lost-answer') }),
  /** The head and half of the body, then the connection is closed. */
  z.strictObject({ kind: z.literal('half-answer') }),
  /** The right answer, a bit at a time. */
  z.strictObject({ kind: z.literal('slow-drip'), overMs: Milliseconds }),
  /** An error that comes from something before the system (`passOn`: from behind it, when it was done already). */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    /** Header of 429 and 503: seconds or an HTTP date. */
    retryAfter: z.string().optional(),
    passOn: z.boolean().default(false),
  }),
  /** A page of HTML with status 200. */
  z.strictObject({ kind: z.literal('malformed') }),
  /** JSON with status 200 that means nothing. */
  z.strictObject({ kind: z.literal('wrong-schema') }),
  /** The right answer from a system whose clock is wrong: its Date header. */
  z.strictObject({ kind: z.literal('clock-skew'), byMs: z.int() }),
  /** This request is reset and connections are refused for so long, whatever they are for. */
  z.strictObject({ kind: z.literal('down'), forMs: Milliseconds }),
]);
export type Fault = z.output<typeof Fault>;

/** One request of HTTP; of SMTP one message: the method is DATA, the path empty. */
export interface ProxiedRequest {
  method: string;
  /** With the query. */
  path: string;
  body: string;
}

/** Which requests a fault strikes. What is not given is not asked. */
export const Rule = z.strictObject({
  fault: Fault,
  method: z.string().optional(),
  // Without the query; `*` stands for one segment: `/invoices/*/commit`.
  path: z.string().optional(),
  /** Text in path, query or body. */
  contains: z.string().optional(),
  /** For what text does not tell. */
  when: z.custom<(request: ProxiedRequest) => boolean>((value) => typeof value === 'function').optional(),
  /** Of those that fit: so many pass first. */
  after: z.int().min(0).default(0),
  /** At most so often. */
  times: z.int().min(1).optional(),
  /** The share that is struck, drawn by the plan's seed. */
  share: z.number().min(0).max(1).default(1),
});
export type Rule = z.input<typeof Rule>;
