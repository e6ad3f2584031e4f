import { z } from 'zod';

// What comes in by itself: from a mailbox or a drop folder.

export const IntakeSource = z.enum(['mailbox', 'folder']);
export type IntakeSource = z.infer<typeof IntakeSource>;

/** `answered`: put aside, and its sender told why. */
export const IntakeOutcome = z.enum(['started', 'aside', 'answered']);
export type IntakeOutcome = z.infer<typeof IntakeOutcome>;

export const IntakeItem = z
  .object({
    source: IntakeSource,
    item: z.string().describe('digest of what names the mail or the file'),
    part: z.int().describe('which attachment; 0 is the whole'),
    outcome: IntakeOutcome,
    reason: z.string().describe('why it was put aside'),
    document: z.string().nullable(),
    run: z.string().nullable(),
    at: z.string().describe('ISO 8601, UTC'),
  })
  .meta({ id: 'IntakeItem' });
export type IntakeItem = z.infer<typeof IntakeItem>;

export const IntakeList = z.object({ items: z.array(IntakeItem) }).meta({ id: 'IntakeList' });
export type IntakeList = z.infer<typeof IntakeList>;
