import { z } from 'zod';

// Who was told what runs and documents hold.

/**
 * By which way. `run`, `events`, `approval`, `document`, `erasure`: of that one. `quarantine`: an answer kept of a run. `approvals`, `search`, `feedback`: a list, and each run in it. `runs`: the list of
 * runs, as one. `temporal`: decrypted for Temporal UI or its command line. `mcp`: another agent, by whichever tool.
 */
export const Door = z.enum([
  'run',
  'runs',
  'events',
  'approval',
  'approvals',
  'document',
  'erasure',
  'quarantine',
  'search',
  'feedback',
  'temporal',
  'mcp',
]);
export type Door = z.infer<typeof Door>;

export const ReadItem = z
  .object({
    what: z.string().describe('id of a run or a document; `runs` for the list of them'),
    by: z.string().describe('who: issuer|subject'),
    door: Door.describe('by which way'),
    minute: z.string().describe('ISO 8601, UTC; what is read again within it is not noted again'),
  })
  .meta({ id: 'ReadItem' });
export type ReadItem = z.infer<typeof ReadItem>;

export const ReadPage = z
  .object({
    reads: z.array(ReadItem),
    next: z.string().nullable().describe('cursor of the next page'),
    links: z.object({ next: z.string().nullable() }),
  })
  .meta({ id: 'ReadPage' });
export type ReadPage = z.infer<typeof ReadPage>;
