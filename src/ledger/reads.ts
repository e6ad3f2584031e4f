import type { Door, ReadItem } from '../contracts/reads';
import type { Ledger } from './ledger';
import { OPERATIONS } from './operations';
import type { Place } from './place';
import { placeOf, tellerOf } from './reader';
import { indexCipher, runCipher } from './run-cipher';

/**
 * Notes that somebody is about to read these, each once in a minute of the database. Returns how many ms of that minute were left: until then, as
 * counted from before the call, there is no need to note the same again.
 */
export async function noteReads(
  ledger: Ledger,
  { by, door }: { by: string; door: Door },
  what: readonly string[],
): Promise<number> {
  const cipher = await runCipher(ledger, OPERATIONS);
  const sorted = [...what].sort(); // those who note the same at once do not wait for each other in a circle
  const who = sorted.map((each) => cipher.encryptText(by, placeOfRead(each)));
  const { rows } = await ledger.pool.query<{ left: number }>(
    `with clock as (select clock_timestamp() as now), noted as (
       insert into reads (what, reader, who, door, minute)
       select r.what, $3, r.who, $4, date_trunc('minute', now) from unnest($1::text[], $2::text[]) r (what, who), clock on conflict do nothing)
     select greatest(1, 60000 - ceil(extract(milliseconds from now)))::int as left from clock`,
    [sorted, who, await readerDigest(ledger, by), door],
  );
  return rows[0]!.left;
}

/** Of a row within its minute. */
const ID = `concat_ws(' ', what, reader, door)`;

/** Newest first, a page at a time. Of a run, what was read of its documents too. `by`: whoever has one of these names. */
export async function listReads(
  ledger: Ledger,
  filter: { what?: string; by?: readonly string[]; since?: Date; limit: number; after?: Place },
): Promise<{ reads: ReadItem[]; next: Place | null }> {
  const { what, by, since, limit, after } = filter;
  const readers = by && (await Promise.all(by.map((name) => readerDigest(ledger, name))));
  const { rows } = await ledger.pool.query<Row>(
    `select what, who, door, minute, minute::text as at, ${ID} as id from reads
     where ($1::text is null or what = any (array(select $1 union select document from document_runs where run = $1)))
       and ($2::text[] is null or reader = any ($2)) and ($3::timestamptz is null or minute >= date_trunc('minute', $3::timestamptz))
       and ($4::timestamptz is null or (minute, ${ID}) < ($4, $5::text))
     order by minute desc, ${ID} desc limit $6`,
    [what, readers, since, after?.at, after?.id, limit + 1],
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const teller = await tellerOf(ledger, OPERATIONS);
  return {
    reads: page.map((row) => ({
      what: row.what,
      by: teller.text(nameOfRead(row.what), row.who),
      door: row.door,
      minute: row.minute.toISOString(),
    })),
    next: rows.length > limit && last ? { at: last.at, id: last.id } : null,
  };
}

interface Row {
  what: string;
  who: string;
  door: Door;
  minute: Date;
  at: string;
  id: string;
}

async function readerDigest(ledger: Ledger, by: string): Promise<string> {
  return (await indexCipher(ledger)).digest(`reader\n${by}`);
}

function nameOfRead(what: string): string {
  return `read of ${what}`;
}

function placeOfRead(what: string): string {
  return placeOf(OPERATIONS, nameOfRead(what));
}
