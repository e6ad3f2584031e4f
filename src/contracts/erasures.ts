import { z } from 'zod';
import { RunStatus } from './http';

// What is erased for good, and what must not be.

/** No control characters, and nothing too long for a line. */
const Line = z.string().regex(/^[^\p{Cc}]{1,500}$/u, 'one line of at most 500 characters');
const RunName = z.string().regex(/^[\w.:-]{1,200}$/, 'the id of a run');
const Person = z
  .string()
  .regex(/^[^\p{Cc}]{3,200}$/u, 'at least three characters')
  .describe('a name, e-mail address, account or telephone number, given exactly');
const Time = z.string().describe('ISO 8601, UTC');

export const HoldRequest = z.strictObject({ run: RunName, why: Line }).meta({ id: 'HoldRequest' });
export type HoldRequest = z.infer<typeof HoldRequest>;

export const HoldItem = z
  .object({
    id: z.string(),
    run: z.string(),
    by: z.string(),
    why: z.string(),
    since: Time,
    released: z.object({ at: Time, by: z.string(), why: z.string() }).nullable(),
  })
  .meta({ id: 'HoldItem' });
export type HoldItem = z.infer<typeof HoldItem>;

export const HoldList = z.object({ holds: z.array(HoldItem) }).meta({ id: 'HoldList' });
export type HoldList = z.infer<typeof HoldList>;

/** What erasing a run would mean. */
export const ErasureItem = z
  .object({
    run: z.string(),
    name: z.string().describe('how people call the run'),
    status: RunStatus,
    end: z.string().nullable(),
    endedAt: Time.nullable(),
    documents: z.int().describe('that only this run names: they are erased with it'),
    against: z
      .object({ code: z.string().describe('a code of the error catalogue'), detail: z.string() })
      .nullable()
      .describe('why it is refused; null: nothing is against it'),
    erased: z
      .object({
        at: Time,
        by: z.string(),
        why: z.string(),
        finished: z.boolean().describe('false: keys or the copy in Temporal are still being destroyed'),
      })
      .nullable(),
  })
  .meta({ id: 'ErasureItem' });
export type ErasureItem = z.infer<typeof ErasureItem>;

export const ErasureRequest = z
  .strictObject({
    why: Line,
    person: Person.optional().describe('on whose account; only a keyed digest of it is kept'),
  })
  .meta({ id: 'ErasureRequest' });
export type ErasureRequest = z.infer<typeof ErasureRequest>;

/** A look for a person, some seconds at a time. */
export const PersonSearch = z
  .strictObject({ person: Person, after: RunName.optional().describe('`next` of the page before') })
  .meta({ id: 'PersonSearch' });
export type PersonSearch = z.infer<typeof PersonSearch>;

export const PersonPage = z
  .object({
    found: z.array(ErasureItem).describe('runs that hold the person, or a document with them'),
    looked: z.int().describe('into how many runs'),
    of: z.int().describe('how many there are in all'),
    unread: z.int().describe('runs in which something does not open, and could not be looked into'),
    next: z.string().nullable(),
  })
  .meta({ id: 'PersonPage' });
export type PersonPage = z.infer<typeof PersonPage>;
