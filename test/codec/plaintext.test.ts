// Needs a Temporal dev server with a database file, and PostgreSQL (stack); ERP, mailbox, model and people are stand-ins over real sockets.
import type { Payload } from '@temporalio/common';
import { invoiceTexts, putThrough, textsIn } from './what-temporal-holds';
import type { Held } from './what-temporal-holds';

let held: Held;
beforeAll(async () => {
  held = await putThrough();
}, 900_000);

it('the invoices have taken every path', () => {
  const ends = new Set(held.histories.map(({ end }) => end));
  for (const end of ['posted', 'queried', 'handed-over', 'rejected', 'refused', 'duplicate', 'unreadable'])
    expect([...ends]).toContain(end);
});

it('no text of an invoice is in the database of Temporal', () => {
  expect(invoiceTexts().length).toBeGreaterThan(450);
  expect(held.bytes.length).toBeGreaterThan(1_000_000);
  expect(textsIn(held)).toEqual([]);
});

/** Those that the codec sees: all but search attributes, and what the SDK notes for itself: a patch by its name in our code. */
function payloadsIn(value: unknown, at = ''): [where: string, payload: Payload][] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  if (/searchAttributes|sdkMetadata|header|details\.patch-data/i.test(at)) return [];
  if ('metadata' in value && 'data' in value) return [[at, value as Payload]];
  return Object.entries(value).flatMap(([name, field]) => payloadsIn(field, `${at}.${name}`));
}

it('each payload is encrypted, and each message of a failure', () => {
  const payloads = payloadsIn(held.histories);
  expect(payloads.length).toBeGreaterThan(500);
  const plain = payloads.filter(
    ([, { metadata }]) => Buffer.from(metadata!['encoding']!).toString() !== 'binary/encrypted',
  );
  expect(plain.map(([where]) => where)).toEqual([]);
  for (const part of ['userMetadata', 'input', 'result', 'encodedAttributes'])
    expect([part, payloads.some(([where]) => where.includes(part))]).toEqual([part, true]);
});
