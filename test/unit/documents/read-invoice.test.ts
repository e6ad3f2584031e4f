// Pure: no server, no database. Part of it reads third-party invoices from the shared data and is skipped without them.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Invoice } from '../../../src/contracts/invoice';
import { readInvoice } from '../../../src/integrations/documents';
import { unreadable } from './broken';
import { describeWithShared, readShared, samplesFolder, sharedInvoices } from './shared-invoices';

/** They pass every official rule, which do not multiply: a returned quantity without its sign, a quantity of 2 billed once, a price for 1273 pieces. */
const breakOnlyOurLineRule = [
  'en16931__CII_business_example_01.xml',
  'en16931__CII_example1.xml',
  'en16931__ubl-tc434-example1.xml',
  'en16931__ubl-tc434-example2.xml',
  'en16931__ubl-tc434-example3.xml',
  'mustang__invalidArithmetics.xml',
];

describeWithShared('published invoices', () => {
  const all = sharedInvoices();
  const good = all.filter(({ file, breaks }) => breaks?.length === 0 && !breakOnlyOurLineRule.includes(file));
  const bad = all.filter(({ breaks }) => breaks && breaks.length > 0);

  test.each(good)('$file is read and fits the contract', ({ file }) => {
    const invoice = readInvoice(readShared(`invoices/${file}`));
    expect(Invoice.parse(invoice)).toEqual(invoice);
    expect(invoice.lines.length).toBeGreaterThan(0);
  });

  test.each(bad)('$file is refused for the rules that the official Schematron names', ({ file, breaks = [] }) => {
    const { rules } = unreadable(readShared(`invoices/${file}`));
    expect(breaks.filter((rule) => isChecked(rule) && !rules.includes(rule))).toEqual([]);
  });

  test.each(breakOnlyOurLineRule)('%s is refused only because a line does not multiply', (file) => {
    expect(unreadable(readShared(`invoices/${file}`)).rules).toEqual(['SW-LINE']);
  });

  test.each(all.filter(({ breaks }) => !breaks))('$file is no invoice', ({ file }) => {
    const error = unreadable(readShared(`invoices/${file}`));
    expect(error.rules).toEqual([]);
    expect(error.message).toMatch(/Ask the sender/);
  });

  test('the same invoice in UBL and in CII reads the same, as far as both say it', () => {
    for (const name of ['01.01a', '01.14a']) {
      const [ubl, cii] = ['ubl', 'uncefact'].map((syntax) =>
        readInvoice(readShared(`invoices/kosit__${name}-INVOICE_${syntax}.xml`)),
      );
      const { lines, notes, ...rest } = cii ?? {}; // UBL writes the subject code of a note into its text
      expect({ ...ubl, syntax: 'cii' }).toMatchObject(rest);
      expect([lines, notes].map((each) => each?.length)).toEqual([ubl?.lines.length, ubl?.notes.length]);
      expect(ubl?.lines.map(({ amount, price, quantity }) => [amount, price, quantity].map(Number))).toEqual(
        cii?.lines.map(({ amount, price, quantity }) => [amount, price, quantity].map(Number)),
      );
    }
  });

  test('a corrected invoice (384) is an invoice and may be negative', () => {
    const invoice = readInvoice(readShared('invoices/zfcorpus__EN16931_Rechnungskorrektur.ubl.xml'));
    expect(invoice).toMatchObject({ typeCode: '384', kind: 'invoice', totals: { payable: '-8.79' } });
  });
});

function isChecked(rule: string): boolean {
  return /^BR-(0[2-7]|1[2-6]|2[1-6]|3[1267]|4[135678]|CO-1[0-8]|CL-01)$/.test(rule);
}

describe('what is read', () => {
  const sample = (name: string): Invoice => readInvoice(readFileSync(resolve(samplesFolder, name)));

  test('UBL: parties, references, accounts, lines and totals', () => {
    expect(sample('01-clean-nordhafen-schrauben.xml')).toMatchObject({
      syntax: 'ubl',
      kind: 'invoice',
      typeCode: '380',
      number: 'NS-2026-0417',
      issueDate: '2026-11-02',
      dueDate: '2026-12-02',
      currency: 'EUR',
      seller: {
        name: 'Nordhafen Schrauben GmbH',
        vatId: 'DE999901011',
        endpoint: { scheme: '9930', id: 'DE999901011' },
        country: 'DE',
      },
      orderReference: '4500001001',
      accounts: ['DE23000000000001010101'],
      lines: [
        {
          id: '1',
          sellerItemId: 'NS-M8X40-A4',
          orderLine: '10',
          quantity: '2500',
          price: '18.40',
          baseQuantity: '100',
          amount: '460.00',
        },
        {},
        {},
      ],
      charges: [{ amount: '12.50', reason: 'Versand', vat: { category: 'S', rate: '19' } }],
      vatBreakdown: [{ category: 'S', rate: '19', taxable: '1056.30', tax: '200.70' }],
      totals: {
        lines: '1043.80',
        charges: '12.50',
        taxExclusive: '1056.30',
        tax: '200.70',
        taxInclusive: '1257.00',
        prepaid: '0',
        payable: '1257.00',
      },
    });
  });

  test('CII: the same terms', () => {
    expect(sample('12-quantity-windschief-messtechnik.xml')).toMatchObject({
      syntax: 'cii',
      issueDate: '2026-11-17',
      dueDate: '2026-12-17',
      seller: {
        name: 'Windschief Messtechnik SARL',
        vatId: 'FR35999912124',
        country: 'FR',
        email: 'compta@windschief.example',
      },
      buyer: { name: 'Musterwerft Ahoi GmbH', gln: '9520000000011', endpoint: { scheme: '0088', id: '9520000000011' } },
      lines: [
        {
          orderLine: '1',
          unit: 'H87',
          allowances: [{ amount: '85.60', reason: 'Remise 5 %' }],
          vat: { category: 'K', rate: '0' },
        },
        { unit: 'MTR' },
      ],
      allowances: [{ amount: '30.00' }],
      totals: { lines: '2002.40', allowances: '30.00', taxExclusive: '1972.40', tax: '0.00', payable: '1972.40' },
    });
  });

  test('a credit note names what it credits', () => {
    expect(sample('11-price-taubenblau-farben-credit-note.xml')).toMatchObject({
      kind: 'credit-note',
      typeCode: '381',
      precedingInvoices: ['TB-2026-3318'],
    });
  });

  test('prefixes are the sender’s own choice, namespaces are not', () => {
    const xml = readFileSync(resolve(samplesFolder, '10-clean-hellingbau-stahl.xml'), 'utf8');
    const renamed = xml
      .replaceAll('ram:', 'x.y:')
      .replaceAll('xmlns:ram=', 'xmlns:x.y=')
      .replaceAll('rsm:', '')
      .replaceAll('xmlns:rsm=', 'xmlns=');
    expect(readInvoice(Buffer.from(renamed))).toEqual(readInvoice(Buffer.from(xml)));
    expect(unreadable(xml.replace('CrossIndustryInvoice:100', 'CrossIndustryInvoice:13')).message).toMatch(
      /neither a UBL 2\.1 Invoice/,
    );
  });

  test('the tax total in the accounting currency (BT-111) is not taken for the one in the currency of the invoice', () => {
    const other = '<cac:TaxTotal><cbc:TaxAmount currencyID="NOK">2348.19</cbc:TaxAmount></cac:TaxTotal>';
    const xml = readFileSync(resolve(samplesFolder, '01-clean-nordhafen-schrauben.xml'), 'utf8').replace(
      '<cac:TaxTotal>',
      `${other}$&`,
    );
    expect(readInvoice(Buffer.from(xml))).toMatchObject({
      totals: { tax: '200.70' },
      vatBreakdown: [{ tax: '200.70' }],
    });
  });

  test.each(['NA', 'n/a'])('an order reference of %s is none', (reference) => {
    const xml = readFileSync(resolve(samplesFolder, '01-clean-nordhafen-schrauben.xml'), 'utf8').replace(
      '>4500001001<',
      `>${reference}<`,
    );
    expect(readInvoice(Buffer.from(xml)).orderReference).toBeUndefined();
  });

  test('elements of a foreign namespace are not mistaken for the invoice’s own', () => {
    const xml = readFileSync(resolve(samplesFolder, '01-clean-nordhafen-schrauben.xml'), 'utf8');
    const with2 = xml.replace(
      '<cac:LegalMonetaryTotal>',
      '<cac:LegalMonetaryTotal><f:PayableAmount xmlns:f="urn:foreign">9</f:PayableAmount>',
    );
    expect(readInvoice(Buffer.from(with2)).totals.payable).toBe('1257.00');
  });
});
