import { z } from 'zod';

// Answers of systems that did not fit what we know of them.

const Time = z.string().describe('ISO 8601, UTC');
const System = z.string();
const Contract = z.string().describe('the request it answers, such as "GET /orders/{}"');

export const DriftItem = z
  .object({
    system: System,
    contract: Contract,
    field: z.string().describe('where in the answer, without places in lists'),
    since: Time,
    last: Time,
    times: z.int(),
    closed: Time.nullable().describe('when answers that were kept fitted again'),
  })
  .meta({ id: 'DriftItem' });
export type DriftItem = z.infer<typeof DriftItem>;

export const KeptItem = z
  .object({
    id: z.int(),
    run: z.string(),
    step: z.string(),
    tool: z.string(),
    system: System,
    contract: Contract,
    at: Time,
  })
  .meta({ id: 'KeptItem' });
export type KeptItem = z.infer<typeof KeptItem>;

export const Quarantine = z
  .object({ drifts: z.array(DriftItem), answers: z.array(KeptItem) })
  .meta({ id: 'Quarantine' });
export type Quarantine = z.infer<typeof Quarantine>;

export const KeptAnswer = KeptItem.extend({ answer: z.string().describe('whole, as it came') }).meta({
  id: 'KeptAnswer',
});
export type KeptAnswer = z.infer<typeof KeptAnswer>;

export const ReplayRequest = z
  .strictObject({ system: z.string().max(100), contract: z.string().max(500).optional() })
  .meta({ id: 'ReplayRequest' });
export type ReplayRequest = z.infer<typeof ReplayRequest>;

export const Replay = z
  .object({
    answers: z.array(
      z.object({
        id: z.int(),
        contract: Contract,
        outcome: z
          .enum(['fits', 'does-not-fit', 'no-contract', 'erased'])
          .describe('`no-contract`: the system does not say what such an answer is taken for'),
        fields: z.array(z.string()).describe('those that do not fit'),
      }),
    ),
    closed: z.array(Contract).describe('the drift of these is over'),
  })
  .meta({ id: 'Replay' });
export type Replay = z.infer<typeof Replay>;
