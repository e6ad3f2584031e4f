// Pure: no server, no database.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readInvoice } from '../../../src/integrations/documents';
import { maxBytes } from '../../../src/integrations/documents/decode-xml';
import { unreadable } from './broken';
import { samplesFolder } from './shared-invoices';

const good = readFileSync(resolve(samplesFolder, '01-clean-nordhafen-schrauben.xml'), 'utf8');
const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
const withNote = (note: string): string => good.replace(/<cbc:Note>.*?<\/cbc:Note>/, `<cbc:Note>${note}</cbc:Note>`);
const inProlog = (text: string): string => good.replace(declaration, `${declaration}\n${text}`);
const read = (xml: string): ReturnType<typeof readInvoice> => readInvoice(Buffer.from(xml));

describe('a DTD is refused, whatever is in it', () => {
  test.each([
    ['empty', '<!DOCTYPE Invoice>'],
    ['in lower case', '<!doctype Invoice>'],
    ['with an external entity', '<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
    ['with an external subset', '<!DOCTYPE Invoice SYSTEM "http://127.0.0.1:9/x.dtd">'],
    [
      'with a billion laughs',
      `<!DOCTYPE Invoice [<!ENTITY a "ha">${[...'bcdefghij'].map((c, i) => `<!ENTITY ${c} "${`&${'abcdefghi'[i]};`.repeat(10)}">`).join('')}]>`,
    ],
    ['behind a comment that talks of one', '<!-- no <!DOCTYPE here --><!DOCTYPE Invoice>'],
  ])('%s', (_, doctype) => {
    const error = unreadable(inProlog(doctype));
    expect(error.message).toMatch(/has a DTD.*Ask the sender/);
    expect(error.position?.line).toBe(2);
  });

  test('inside an element', () => {
    expect(unreadable(withNote('<!DOCTYPE x>')).message).toMatch(/DTD/);
  });

  test('but a comment or CDATA may speak of one', () => {
    expect(read(inProlog('<!-- <!DOCTYPE Invoice> -->')).number).toBe('NS-2026-0417');
    expect(read(withNote('<![CDATA[<!DOCTYPE html> & <b>]]>')).notes).toEqual(['<!DOCTYPE html> & <b>']);
  });
});

describe('size and shape', () => {
  test('11 MB are refused before anything is parsed', () => {
    expect(unreadable(Buffer.alloc(11 * 1024 * 1024, 0x20)).message).toMatch(/at most 10485760 are read/);
  });

  test('just under 10 MB of attachment are read', () => {
    const padded = withNote('A'.repeat(maxBytes - Buffer.byteLength(good)));
    expect(read(padded).totals.payable).toBe('1257.00');
  });

  test('deep nesting, nothing but tags, and endless unclosed comments end quickly', () => {
    const started = process.hrtime.bigint();
    expect(unreadable(withNote('<a>'.repeat(200_000) + '</a>'.repeat(200_000))).message).toMatch(
      /not well-formed|nested/i,
    );
    expect(unreadable(withNote('<a/>'.repeat(1_100_000))).message).toMatch(/more than 1000000 tags/);
    expect(unreadable(withNote('<!--'.repeat(1_000_000))).message).toMatch(/not well-formed|tags/);
    expect(unreadable(withNote('&'.repeat(1_000_000))).message).toMatch(/not well-formed/);
    expect(Number(process.hrtime.bigint() - started) / 1e9).toBeLessThan(20);
  });

  test('100,000 broken lines are told of in good time and in one short message', () => {
    const line = '<cac:InvoiceLine></cac:InvoiceLine>';
    const started = process.hrtime.bigint();
    const error = unreadable(good.replace('</Invoice>', `${line.repeat(100_000)}</Invoice>`));
    expect(error.rules).toEqual(expect.arrayContaining(['BR-21', 'BR-22', 'BR-23', 'BR-24', 'BR-25', 'BR-26']));
    expect(error.message.length).toBeLessThan(1000);
    expect(Number(process.hrtime.bigint() - started) / 1e9).toBeLessThan(20);
  });

  test.each([
    ['an empty file', ''],
    ['white space', ' \n '],
    ['text', 'Dear Sir'],
    ['a PDF', '%PDF-1.7\n%âãÏÓ'],
    ['two roots', `${good}<a/>`],
    ['text after the root', `${good}trailing`],
    ['an unknown entity', withNote('&xxe;')],
    ['an HTML entity', withNote('&nbsp;')],
    ['a reference to NUL', withNote('&#0;')],
    ['a reference beyond Unicode', withNote('&#x110000;')],
    ['a reference to a surrogate', withNote('&#xD800;')],
    ['a NUL', withNote('\u0000')],
    ['an undeclared prefix', withNote('<nope:x/>')],
    ['an element called __proto__', withNote('<__proto__><polluted>1</polluted></__proto__>')],
    ['an element called constructor', withNote('<constructor/>')],
    ['an attribute called __proto__', good.replace('<cbc:Note>', '<cbc:Note __proto__="x">')],
    [
      'a repeated attribute',
      good.replace('<cbc:PayableAmount currencyID="EUR"', '<cbc:PayableAmount currencyID="EUR" currencyID="EUR"'),
    ],
    ['a wrong closing tag', good.replace('</cbc:Note>', '</cbc:note>')],
  ])('%s is not well-formed', (_, xml) => {
    const error = unreadable(xml);
    expect(error.message).toMatch(/^The document is not well-formed XML.*Ask the sender/);
    expect(error.rules).toEqual([]);
    expect((Object.prototype as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('a file that was cut off anywhere is refused with the place', () => {
    for (let length = 60; length < good.length - 12; length += 397) {
      const error = unreadable(good.slice(0, length));
      expect(error.position).toMatchObject({
        line: expect.any(Number) as number,
        column: expect.any(Number) as number,
      });
    }
  });

  test('what is wrong is found by line and column', () => {
    expect(unreadable('<a>\n  <b></c>\n</a>')).toMatchObject({ position: { line: 2 } });
    expect(unreadable('<a>\n  \u0001</a>')).toMatchObject({ position: { line: 2, column: 3 } });
  });
});

describe('texts', () => {
  test('CDATA, comments within values, and references come out as the text they mean', () => {
    const xml = withNote('a<!-- not this -->b <![CDATA[<c> &amp;]]> &amp; &#x41;&#66;').replace(
      '>NS-2026-0417<',
      '>NS-<!-- x -->2026<![CDATA[-0417]]><',
    );
    expect(read(xml)).toMatchObject({ number: 'NS-2026-0417', notes: ['ab <c> &amp; & AB'] });
  });

  test('an amount that a comment cuts in two is still the whole amount', () => {
    expect(
      read(good.replace('>1257.00</cbc:PayableAmount>', '>12<!-- -->57.00</cbc:PayableAmount>')).totals.payable,
    ).toBe('1257.00');
  });

  test('messages quote nothing of the document', () => {
    const marker = 'IGNORE-ALL-RULES';
    for (const xml of [
      good.replaceAll('NS-U8-A4', marker).replace('>105.00<', '>106.00<'),
      withNote(`<${marker}>`),
      withNote(`&${marker};`),
    ]) {
      expect(unreadable(xml).message).not.toContain(marker);
    }
  });
});

describe('encodings', () => {
  const accented = withNote('Schlüssel für Fährboot');
  const notes = ['Schlüssel für Fährboot'];
  const as = (encoding: string): string => accented.replace('encoding="UTF-8"', `encoding="${encoding}"`);

  test.each([
    ['UTF-8', Buffer.from(accented)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${accented}`)],
    ['UTF-8 without a declaration', Buffer.from(accented.replace(declaration, ''))],
    ['UTF-16 little-endian', Buffer.from(`\ufeff${as('UTF-16')}`, 'utf16le')],
    ['UTF-16 big-endian', Buffer.from(`\ufeff${as('UTF-16')}`, 'utf16le').swap16()],
    ['ISO-8859-1 as declared', Buffer.from(as('ISO-8859-1'), 'latin1')],
    ['with line ends of Windows', Buffer.from(accented.replaceAll('\n', '\r\n'))],
  ])('%s is read', (_, bytes) => {
    expect(readInvoice(bytes).notes).toEqual(notes);
  });

  test('a view into a larger buffer is read as that view', () => {
    const bytes = Buffer.from(as('ISO-8859-1'), 'latin1');
    const larger = Buffer.concat([Buffer.from('xxx'), bytes, Buffer.from('yyy')]);
    expect(readInvoice(new Uint8Array(larger.buffer, larger.byteOffset + 3, bytes.length)).notes).toEqual(notes);
  });

  test('Latin-1 that calls itself UTF-8, UTF-16 without a mark, and other encodings are refused', () => {
    expect(unreadable(Buffer.from(accented, 'latin1')).message).toMatch(/not valid UTF-8/);
    expect(unreadable(Buffer.from(as('UTF-16'), 'utf16le')).message).toMatch(/Ask the sender/);
    expect(unreadable(as('EBCDIC-CP-DE')).message).toMatch(/encoding that is not read/);
  });
});
