import { z } from 'zod';

const FaultKind = z.enum([
  'reset', // the socket is torn down
  'timeout', // no answer ever
  '500',
  '503',
  '429',
  '401',
  'malformed', // HTTP 200 and a page of HTML
  'wrong-schema', // HTTP 200 and JSON that means nothing
  'slow', // the right answer after `delayMs`
  'lost-answer', // the effect happens, then the socket is torn down
]);
export type FaultKind = z.infer<typeof FaultKind>;

export const Fault = z.strictObject({
  match: z
    .strictObject({ method: z.string().toUpperCase().optional(), path: z.string().optional() })
    .default({})
    .describe('path: a route as declared ("/invoices/:draft/commit") or as called'),
  kind: FaultKind,
  rate: z.number().min(0).max(1).default(1),
  times: z.number().int().positive().optional().describe('at most so often'),
  seed: z.number().int().default(1),
  delayMs: z.number().int().nonnegative().default(0),
  effect: z
    .enum(['none', 'first', 'last'])
    .optional()
    .describe('whether the request is carried out: not at all, before the delay, or after it'),
  retryAfter: z.string().optional().describe('header of 429 and 503: seconds or an HTTP date'),
});
export type Fault = z.infer<typeof Fault>;
export type FaultInput = z.input<typeof Fault>;

export function effectOf(fault: Fault): 'none' | 'first' | 'last' {
  if (fault.effect) return fault.effect;
  switch (fault.kind) {
    case 'slow':
      return 'last';
    case 'lost-answer':
    case 'malformed':
    case 'wrong-schema':
      return 'first';
    case 'reset':
    case 'timeout':
    case '500':
    case '503':
    case '429':
    case '401':
      return 'none';
  }
}
