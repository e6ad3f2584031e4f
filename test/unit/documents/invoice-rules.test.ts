// Pure: no server, no database.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readInvoice } from '../../../src/integrations/documents';
import { unreadable } from './broken';
import { samplesFolder } from './shared-invoices';

const ubl = readFileSync(resolve(samplesFolder, '01-clean-nordhafen-schrauben.xml'), 'utf8');
const cii = readFileSync(resolve(samplesFolder, '12-quantity-windschief-messtechnik.xml'), 'utf8');
const creditNote = readFileSync(resolve(samplesFolder, '11-price-taubenblau-farben-credit-note.xml'), 'utf8');

const change = (xml: string, from: string | RegExp, to: string): string => {
  const changed = xml.replace(from, to);
  if (changed === xml) throw new Error(`Nothing in the sample is like ${String(from)}`);
  return changed;
};

const element = (name: string): RegExp => new RegExp(`<${name}[ >][\\s\\S]*?</${name}>`);

describe('missing essentials', () => {
  test.each([
    ['BR-02', 'cbc:ID'],
    ['BR-03', 'cbc:IssueDate'],
    ['BR-04', 'cbc:InvoiceTypeCode'],
    ['BR-05', 'cbc:DocumentCurrencyCode'],
    ['BR-06', 'cac:PartyLegalEntity'],
    ['BR-07', 'cac:AccountingCustomerParty'],
    ['BR-12', 'cbc:LineExtensionAmount'],
    ['BR-13', 'cbc:TaxExclusiveAmount'],
    ['BR-14', 'cbc:TaxInclusiveAmount'],
    ['BR-15', 'cbc:PayableAmount'],
    ['BR-22', 'cbc:InvoicedQuantity'],
    ['BR-25', 'cac:Item'],
    ['BR-26', 'cac:Price'],
    ['BR-36', 'cbc:Amount'],
    ['BR-45', 'cbc:TaxableAmount'],
    ['BR-CO-18', 'cac:TaxTotal'],
  ])('%s: UBL without %s', (rule, name) => {
    expect(unreadable(change(ubl, element(name), '')).rules).toContain(rule);
  });

  test.each([
    ['BR-02', 'ram:ID', /(?<=<rsm:ExchangedDocument>\s*)<ram:ID>.*?<\/ram:ID>/],
    ['BR-03', 'ram:IssueDateTime', element('ram:IssueDateTime')],
    ['BR-06', 'ram:SellerTradeParty', element('ram:SellerTradeParty')],
    ['BR-15', 'ram:DuePayableAmount', element('ram:DuePayableAmount')],
    ['BR-21', 'ram:LineID', element('ram:LineID')],
    ['BR-24', 'the sums of lines', new RegExp(element('ram:SpecifiedTradeSettlementLineMonetarySummation'), 'g')],
    ['BR-31', 'the amount of an allowance', /<ram:ActualAmount>30\.00<\/ram:ActualAmount>/],
  ])('%s: CII without %s', (rule, _, pattern) => {
    expect(unreadable(change(cii, pattern, '')).rules).toContain(rule);
  });

  test('BR-16: no lines, and an empty element counts as missing', () => {
    expect(unreadable(change(ubl, /<cac:InvoiceLine>[\s\S]*<\/cac:InvoiceLine>/, '')).rules).toContain('BR-16');
    expect(unreadable(change(ubl, element('cbc:ID'), '<cbc:ID> </cbc:ID>')).rule).toBe('BR-02');
    expect(unreadable(change(ubl, ' unitCode="H87"', '')).rule).toBe('BR-23');
  });

  test('everything that is broken is named, the first leads with place and advice', () => {
    const error = unreadable(
      change(change(ubl, element('cbc:IssueDate'), ''), '1257.00</cbc:PayableAmount>', '1300.00</cbc:PayableAmount>'),
    );
    expect(error.rules).toEqual(['BR-03', 'BR-CO-16']);
    expect(error).toMatchObject({
      rule: 'BR-03',
      path: '/ubl:Invoice/cbc:IssueDate',
      position: { line: 2, column: 1 },
    });
    expect(error.message).toMatch(/^BR-03: .* is missing .* Also broken: BR-CO-16\. Ask the sender/);
  });
});

describe('arithmetic', () => {
  test.each([
    ['BR-CO-10', '>1043.80</cbc:LineExtensionAmount>', '>1043.81</cbc:LineExtensionAmount>'],
    [
      'BR-CO-11',
      '<cbc:ChargeTotalAmount',
      '<cbc:AllowanceTotalAmount currencyID="EUR">1</cbc:AllowanceTotalAmount><cbc:ChargeTotalAmount',
    ],
    ['BR-CO-12', /12\.50(?=<\/cbc:ChargeTotalAmount>)/, '12.49'],
    ['BR-CO-13', /1056\.30(?=<\/cbc:TaxExclusiveAmount>)/, '1056.29'],
    ['BR-CO-14', '<cbc:TaxAmount currencyID="EUR">200.70', '<cbc:TaxAmount currencyID="EUR">200.71'],
    ['BR-CO-15', /1257\.00(?=<\/cbc:TaxInclusiveAmount>)/, '1257.01'],
    ['BR-CO-16', /1257\.00(?=<\/cbc:PayableAmount>)/, '1257.01'],
    [
      'BR-CO-17',
      /<cbc:Percent>19<\/cbc:Percent>(?=\s*<cac:TaxScheme>[\s\S]*<\/cac:TaxTotal>)/g,
      '<cbc:Percent>18</cbc:Percent>',
    ],
    ['SW-LINE', '>460.00<', '>460.03<'],
    ['PEPPOL-EN16931-R121', /(<cbc:BaseQuantity unitCode="H87">)100/, '$10'],
    ['PEPPOL-EN16931-R051', '<cbc:PayableAmount currencyID="EUR">', '<cbc:PayableAmount currencyID="USD">'],
    ['BR-CL-01', '>380<', '>999<'],
  ])('%s is found', (rule, from, to) => {
    expect(unreadable(change(ubl, from, to)).rules).toContain(rule);
  });

  test('a line may be 0.02 off, as Peppol allows; VAT may be just under one unit off in UBL and one in CII', () => {
    const line = change(change(ubl, '>460.00<', '>460.02<'), '>105.00<', '>104.98<');
    expect(readInvoice(Buffer.from(line)).lines[0]?.amount).toBe('460.02');
    const tax = (off: string, due: string): string => ubl.replaceAll('200.70', off).replaceAll('1257.00', due);
    expect(readInvoice(Buffer.from(tax('201.69', '1257.99'))).totals.tax).toBe('201.69');
    expect(unreadable(tax('201.70', '1258.00')).rules).toEqual(['BR-CO-17']);
  });

  test('sums round half up to two decimals, also of numbers no float can hold', () => {
    const price = change(change(ubl, '>39.90<', '>39.90000000001<'), '>478.80<', '>478.8<');
    expect(readInvoice(Buffer.from(price)).lines[2]).toMatchObject({ price: '39.9000000000', amount: '478.8' });
  });

  test('a number in another shape is refused, not guessed', () => {
    for (const shape of ['1.257,00', '1,257.00', '1.257E3', 'NaN', 'Infinity', '0x10', '12 57', '9'.repeat(16)]) {
      expect(unreadable(change(ubl, /1257\.00(?=<\/cbc:PayableAmount>)/, shape)).rules).toContain('SW-NUMBER');
    }
    for (const shape of ['+1257.00', ' 1257.00\n', '01257.00', '1257.', '1257.000000000000']) {
      expect(
        Number(readInvoice(Buffer.from(change(ubl, /1257\.00(?=<\/cbc:PayableAmount>)/, shape))).totals.payable),
      ).toBe(1257);
    }
  });

  test('a day that is not in the calendar is refused; a time zone is dropped', () => {
    expect(unreadable(change(ubl, '2026-11-02', '2026-02-30')).rules).toEqual(['SW-DATE', 'BR-03']);
    expect(readInvoice(Buffer.from(change(ubl, '2026-11-02', '2026-11-02+01:00'))).issueDate).toBe('2026-11-02');
  });

  test('two amounts due are ambiguous', () => {
    expect(unreadable(change(ubl, element('cbc:PayableAmount'), '$&$&')).rule).toBe('SW-ONCE');
  });

  test('a CreditNote with the type code of an invoice is refused; an Invoice with that of a credit note is one', () => {
    expect(unreadable(change(creditNote, '>381<', '>380<')).rule).toBe('BR-CL-01');
    expect(readInvoice(Buffer.from(change(ubl, '>380<', '>396<'))).kind).toBe('credit-note');
  });
});
