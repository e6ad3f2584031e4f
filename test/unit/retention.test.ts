// Pure.
import { invoiceAgent } from '../../src/agents/invoice-exceptions';
import { keptUntil } from '../../src/agents/retention';
import { textOf } from '../../src/integrations/documents';
import { soughtPerson } from '../../src/masking/sought';

const kept = (end: string, endedAt: string, ...wrote: string[]) =>
  keptUntil(invoiceAgent.retention, { end, endedAt: new Date(endedAt), wrote })?.until;

it('vouchers are kept for eight years and letters for six, from the end of the year, as it ends in Germany', () => {
  expect(kept('posted', '2026-11-21T10:00:00Z', 'postInvoice', 'respond')).toBe('2034-12-31');
  expect(kept('queried', '2026-11-21T10:00:00Z', 'askSupplier')).toBe('2032-12-31');
  expect(kept('rejected', '2026-12-31T23:30:00Z', 'respond')).toBe('2033-12-31');
  expect(kept('posted', '2026-12-31T22:30:00Z', 'postInvoice')).toBe('2034-12-31');
});

it('what a person may have posted by hand is kept like a voucher; the rest is not', () => {
  expect(kept('handed-over', '2026-11-21T10:00:00Z')).toBe('2034-12-31');
  expect(kept('duplicate', '2026-11-21T10:00:00Z')).toBeUndefined();
  expect(kept('unreadable', '2026-11-21T10:00:00Z', 'askBuyer')).toBeUndefined();
});

it.each([
  ['Zwetana Pflanzgut', 'for zwetana  PFLANZGUT,', 'Zwetana Pflanzgutmann'],
  ['zwetana@pflanzgut.example', '<Zwetana@Pflanzgut.example>', 'zwetana@pflanzgut.examples'],
  ['DE02 1203 0000 0000 2020 51', 'IBAN DE02120300000000202051.', 'DE021203000000002020512'],
  ['+49 170 5550199', 'call 0049/170/5550199', '4917055501990'],
  ['Müller', 'M\u0075\u0308ller', 'Müllerin'],
  ['C++ GmbH', 'die C++ GmbH & Co', 'C+ GmbH'],
])('%s is found in one text and not in the other', (person, there, elsewhere) => {
  const { pattern } = soughtPerson(person);
  expect([there, elsewhere].map((text) => pattern.test(text.normalize('NFC')))).toEqual([true, false]);
});

it('a document is searched as it reads, in whatever encoding', () => {
  expect(
    textOf(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><n>M\u00fcller &#38; S&#xF6;hne</n>', 'latin1')),
  ).toContain('Müller & Söhne');
  expect(textOf(Buffer.from([0x25, 0x50, 0x44, 0x46, 0xff, 0xfe, 0x4d]))).toContain('%PDF');
});
