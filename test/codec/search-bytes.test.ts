// Pure: shows that the search would find what must not be there.
import { randomBytes } from 'node:crypto';
import { readSamples } from '../helpers/invoices';
import { foundIn, textsOf, withoutIds } from './search-bytes';

const text = 'Büro "Möwe" & Söhne';
const around = (form: string | Buffer): Buffer => Buffer.concat([randomBytes(101), Buffer.from(form), randomBytes(99)]);

it.each([0, 1, 2, 3, 4, 5].flatMap((before) => [0, 1, 2].map((after) => [before, after] as const)))(
  'finds a text in base64, %i bytes before it and %i after',
  (before, after) => {
    const inner = Buffer.concat([randomBytes(before), Buffer.from(text), randomBytes(after)]);
    for (const encoding of ['base64', 'base64url'] as const)
      expect(foundIn(around(inner.toString(encoding)), [text, 'Papierkram'])).toEqual([text]);
  },
);

it('finds it in UTF-8 and in JSON, and nothing in noise', () => {
  for (const form of [text, JSON.stringify({ text }), Buffer.from(JSON.stringify({ text })).toString('base64')])
    expect(foundIn(around(form), [text])).toEqual([text]);
  expect(foundIn(randomBytes(1_000_000), [text])).toEqual([]);
});

it('takes names, accounts, addresses, descriptions, notes, numbers and amounts from an invoice', () => {
  const texts = readSamples().flatMap(({ bytes }) => textsOf(bytes.toString()));
  for (const each of [
    'Papierkram',
    '26-11873',
    'Kopierpapier A4 80 g, Palette',
    '198.00',
    'Bitte geben Sie bei Zahlung',
  ])
    expect(texts.some((found) => found.includes(each))).toBe(true);
  expect(texts.some((found) => /^DE\d{20}$/.test(found))).toBe(true);
  expect(texts.some((found) => found.includes('@'))).toBe(true);
  expect(texts.length).toBeGreaterThan(500);
});

it('does not take ids and times for numbers of an invoice, and no number of one for those', () => {
  const id = '3f9a7c00-2021-4002-8202-9c0000202fab';
  const time = '2026-11-21 17:04:19.0020+00:002026-11-21 17:04';
  expect(foundIn(withoutIds(Buffer.from(`${id} ${id.slice(9)} ${time}`)), ['00202', '19.00', '00020'])).toEqual([]);
  const numbers = ['DE89370400440532013000', '26-11873', '20457', '198.00', '20261103', '4500001002'];
  expect(foundIn(withoutIds(Buffer.from(JSON.stringify(numbers))), numbers)).toEqual(numbers);
});
