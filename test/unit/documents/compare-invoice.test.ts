// Pure: no server, no database.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Decimal } from 'decimal.js';
import type { InvoiceLine } from '../../../src/contracts/invoice';
import { Comparison } from '../../../src/contracts/invoice-exceptions';
import type { OrderLine, Receipt } from '../../../src/contracts/procurement';
import { compareInvoice, readInvoice, tolerances } from '../../../src/integrations/documents';
import { conversion } from '../../../src/integrations/documents/units';
import type { Changes } from './invoices-to-compare';
import { found, invoiceOf, lineOf, orderOf, orderedLine, receiptOf } from './invoices-to-compare';
import { samplesFolder } from './shared-invoices';

interface Case {
  line?: Partial<InvoiceLine>;
  ordered?: Partial<OrderLine>;
  receipts?: Receipt[];
  changes?: Changes;
}

const compare = ({ line = {}, ordered = {}, receipts = [receiptOf('100')], changes = {} }: Case): Comparison =>
  Comparison.parse(
    compareInvoice({ invoice: invoiceOf([lineOf(line)], changes), order: orderOf([orderedLine(ordered)]), receipts }),
  );

describe('agreement', () => {
  test('what was ordered and came is clean, and due as it stands', () => {
    expect(compare({})).toEqual({
      clean: true,
      differences: [],
      lines: [
        {
          line: '1',
          orderLine: '1',
          name: 'Bolt M8',
          invoicedQuantity: '100',
          orderedQuantity: '100',
          receivedQuantity: '100',
          invoicedPrice: '2.5',
          orderedPrice: '2.50',
        },
      ],
      expectedPayable: '297.50',
      orderRoom: '327.25', // and 25.00 net, once
    });
  });

  test.each<[string, Case]>([
    ['a price for another base quantity', { line: { price: '250.00', baseQuantity: '100' } }],
    [
      'a discount on the line that brings it to the ordered price',
      { line: { price: '3.00', allowances: [{ amount: '50.00' }] } },
    ],
    ['a price just within one per cent', { line: { price: '2.525' } }],
    ['a part of what came', { line: { quantity: '40' } }],
    [
      'a dozen instead of twelve pieces',
      { line: { quantity: '2', unit: 'DZN', price: '30.00' }, ordered: { unit: 'C62' } },
    ],
    [
      'grams instead of kilograms',
      {
        line: { quantity: '5000', unit: 'GRM', price: '0.004' },
        ordered: { quantity: '5', unit: 'KGM', price: '4' },
        receipts: [receiptOf('5', {}, '1', 'KGM')],
      },
    ],
    [
      'two receipts and a return',
      { line: { quantity: '90' }, receipts: [receiptOf('60'), receiptOf('40'), receiptOf('10', { kind: 'return' })] },
    ],
    ['a line of nothing', { line: { quantity: '0' } }],
    ['a returned quantity within an invoice', { line: { quantity: '-3' } }],
    ['a little freight', { changes: { charges: [{ amount: '25.00' }] } }],
    ['a discount on the whole', { changes: { allowances: [{ amount: '60.00' }] } }],
    [
      'a price that rounding alone explains',
      { line: { quantity: '3', price: '0.3333', amount: '1.00' }, ordered: { price: '0.335' } },
    ],
    ['something prepaid', { changes: { prepaid: '100.00' } }],
  ])('%s', (_, given) => {
    const comparison = compare(given);
    expect(found(comparison)).toEqual([]);
    expect(comparison.clean).toBe(true);
  });
});

describe('differences', () => {
  test('price', () => {
    const comparison = compare({ line: { price: '2.75' } });
    expect(comparison.differences).toEqual([
      {
        kind: 'price',
        line: '1',
        orderLine: '1',
        invoiced: '2.75 EUR per H87',
        expected: '2.50 EUR per H87',
        effect: '25.00',
      },
    ]);
    expect(comparison.expectedPayable).toBe('297.50');
  });

  test('a price within one per cent that costs more than 10.00 over the line', () => {
    expect(
      found(
        compare({
          line: { quantity: '1000', price: '2.52' },
          ordered: { quantity: '1000' },
          receipts: [receiptOf('1000')],
        }),
      ),
    ).toEqual(['price 20.00']);
  });

  test('a price below the ordered one', () => {
    expect(found(compare({ line: { price: '2.00' } }))).toEqual(['price -50.00']);
  });

  test('more than came, and more than was ordered', () => {
    const short = compare({ receipts: [receiptOf('90')] });
    expect(short.differences).toEqual([
      { kind: 'quantity', line: '1', orderLine: '1', invoiced: '100 H87', expected: '90 H87', effect: '25.00' },
    ]);
    expect(short.expectedPayable).toBe('267.75');
    expect(found(compare({ line: { quantity: '110' }, receipts: [receiptOf('110')] }))).toEqual(['quantity 25.00']);
  });

  test('price and quantity together leave what order and receipt justify', () => {
    const comparison = compare({ line: { price: '2.75' }, receipts: [receiptOf('90')] });
    expect(found(comparison)).toEqual(['price 25.00', 'quantity 25.00']);
    expect(comparison.expectedPayable).toBe('267.75');
  });

  test('nothing came, or all of it went back, or it came for another order', () => {
    for (const receipts of [
      [],
      [receiptOf('100'), receiptOf('100', { kind: 'return' })],
      [receiptOf('100', { order: 'PO-2' })],
    ]) {
      const comparison = compare({ receipts });
      expect(found(comparison)).toEqual(['not-received 250.00']);
      expect(comparison.expectedPayable).toBe('0.00');
    }
  });

  test('freight for goods that did not come is not justified either', () => {
    const comparison = compare({ receipts: [], changes: { charges: [{ amount: '20.00' }] } });
    expect(found(comparison)).toEqual(['not-received 250.00', 'total 20.00']);
    expect(comparison.expectedPayable).toBe('0.00');
  });

  test('a line that was not ordered', () => {
    const invoice = invoiceOf([
      lineOf(),
      lineOf({ id: '2', name: 'Minimum quantity surcharge', quantity: '1', price: '49.00' }),
      lineOf({ id: '3', name: 'Thank you', quantity: '1', price: '0' }),
    ]);
    const comparison = compareInvoice({ invoice, order: orderOf([orderedLine()]), receipts: [receiptOf('100')] });
    expect(comparison.differences).toEqual([
      { kind: 'not-ordered', line: '2', invoiced: '1 H87', expected: '0', effect: '49.00' },
    ]);
    expect(comparison.expectedPayable).toBe('297.50');
  });

  test('a unit that does not convert: no more than asked is justified', () => {
    const dear = compare({ line: { quantity: '1', unit: 'XBX', price: '300.00' } });
    expect(dear.differences).toEqual([
      { kind: 'unit', line: '1', orderLine: '1', invoiced: 'XBX', expected: 'H87', effect: '50.00' },
    ]);
    expect(found(compare({ line: { quantity: '1', unit: 'XBX', price: '200.00' } }))).toEqual(['unit 0.00']);
  });

  test('goods that came in a unit that does not convert do not count', () => {
    expect(found(compare({ receipts: [receiptOf('2', {}, '1', 'XBX')] }))).toEqual([
      'unit 0.00',
      'not-received 250.00',
    ]);
  });

  test('another currency: nothing is justified, quantities are still looked at', () => {
    const invoice = invoiceOf([lineOf({ price: '3.00' })], { currency: 'NOK' });
    const comparison = compareInvoice({ invoice, order: orderOf([orderedLine()]), receipts: [receiptOf('90')] });
    expect(found(comparison)).toEqual(['currency 300.00', 'quantity 0.00']);
    expect(comparison).toMatchObject({ clean: false, expectedPayable: '0.00' });
  });

  test('charges that nobody ordered, beyond the tolerance', () => {
    const comparison = compare({ changes: { charges: [{ amount: '80.00' }] } });
    expect(comparison.differences).toEqual([
      { kind: 'total', invoiced: '330.00 EUR', expected: '250.00 EUR', effect: '80.00' },
    ]);
    expect(comparison.expectedPayable).toBe('297.50');
  });

  test('many small deviations that each would pass', () => {
    const ids = ['1', '2', '3', '4'];
    const invoice = invoiceOf(ids.map((id) => lineOf({ id, name: `Bolt ${id}`, quantity: '400', price: '2.52' })));
    const order = orderOf(ids.map((id) => orderedLine({ id, item: id, name: `Bolt ${id}`, quantity: '400' })));
    const receipts = ids.map((id) => receiptOf('400', {}, id));
    expect(found(compareInvoice({ invoice, order, receipts }))).toEqual(['total 32.00']);
    expect(
      found(compareInvoice({ invoice, order, receipts, tolerances: { ...tolerances, total: { amount: '32' } } })),
    ).toEqual([]);
  });

  test('what is prepaid comes off what is justified, and nothing is owed below that', () => {
    expect(compare({ receipts: [receiptOf('90')], changes: { prepaid: '100.00' } }).expectedPayable).toBe('167.75');
    expect(compare({ receipts: [], changes: { prepaid: '100.00' } }).expectedPayable).toBe('0.00');
  });

  test('an order is paid once: what earlier invoices have billed on it is not justified again', () => {
    const half = { invoice: invoiceOf([lineOf({ quantity: '50' })]), order: orderOf([orderedLine()]) };
    const after = (billed: string): Comparison =>
      Comparison.parse(compareInvoice({ ...half, receipts: [receiptOf('100')], billed }));
    expect(after('148.75')).toMatchObject({ clean: true, expectedPayable: '148.75', orderRoom: '327.25' });
    expect(found(after('227.25'))).toEqual(['billed-before 40.97']);
    expect(after('227.25')).toMatchObject({ clean: false, expectedPayable: '100.00' });
    expect(after('9999')).toMatchObject({ clean: false, expectedPayable: '0.00' });
    expect(after('-500')).toMatchObject({ clean: true, orderRoom: '327.25' });
  });

  test('VAT goes by the rate of each line', () => {
    const invoice = invoiceOf([
      lineOf({ vat: { category: 'S', rate: '7' } }),
      lineOf({ id: '2', name: 'Nut', vat: { category: 'S', rate: '19' } }),
    ]);
    const order = orderOf([orderedLine(), orderedLine({ id: '2', item: 'N', name: 'Nut' })]);
    expect(
      compareInvoice({ invoice, order, receipts: [receiptOf('100'), receiptOf('50', {}, '2')] }).expectedPayable,
    ).toBe('416.25');
  });
});

describe('credit notes', () => {
  const returned = (quantity: string): Receipt[] => [receiptOf('100'), receiptOf(quantity, { kind: 'return' })];
  const credit = (line: Partial<InvoiceLine>, receipts: Receipt[]): Comparison =>
    compare({ line, receipts, changes: { kind: 'credit-note' } });

  test('credit what went back, at the ordered price', () => {
    expect(credit({ quantity: '10' }, returned('10'))).toMatchObject({ clean: true, expectedPayable: '29.75' });
    expect(found(credit({ quantity: '10', price: '2.00' }, returned('10')))).toEqual(['price -5.00']);
    expect(credit({ quantity: '10', price: '2.00' }, returned('10')).expectedPayable).toBe('29.75');
  });

  test('for less, for more, or for nothing that went back are differences', () => {
    expect(found(credit({ quantity: '8' }, returned('10')))).toEqual(['quantity -5.00']);
    expect(found(credit({ quantity: '12' }, returned('10')))).toEqual(['quantity 5.00']);
    expect(found(credit({ quantity: '10' }, [receiptOf('100')]))).toEqual(['not-received 25.00']);
  });

  test('a deduction from the credit, beyond the tolerance, is a difference; more credit than ordered is none', () => {
    const receipts = returned('100');
    const changed = (changes: Changes): string[] =>
      found(compare({ receipts, changes: { kind: 'credit-note', ...changes } }));
    expect(changed({ allowances: [{ amount: '40.00' }] })).toEqual(['total -40.00']);
    expect(changed({ charges: [{ amount: '40.00' }] })).toEqual([]);
  });
});

describe('which line bills which', () => {
  const order = orderOf([
    orderedLine({ id: '10', item: 'A', name: 'Bolt', price: '1' }),
    orderedLine({ id: '20', item: 'B', name: 'Bolt', price: '2' }),
    orderedLine({ id: '30', item: 'B', name: 'Nut', quantity: '7', price: '3' }),
  ]);
  const paired = (...lines: Partial<InvoiceLine>[]): (string | undefined)[] =>
    compareInvoice({
      invoice: invoiceOf(lines.map((line, index) => lineOf({ id: String(index), ...line }))),
      order,
      receipts: [],
    }).lines.map(({ orderLine }) => orderLine);

  test.each<[string, Partial<InvoiceLine>[], (string | undefined)[]]>([
    ['the order line it names', [{ orderLine: '20', sellerItemId: 'A' }], ['20']],
    ['leading zeros aside', [{ orderLine: '00030' }], ['30']],
    ['the item number, in any field and case', [{ name: 'x', standardItemId: 'b' }], ['20']],
    ['the line of that item with the same quantity', [{ name: 'x', buyerItemId: 'B', quantity: '7' }], ['30']],
    ['the name, spelling aside', [{ name: ' NUT ' }], ['30']],
    ['a sure match before a guess that comes first', [{ name: 'Bolt' }, { orderLine: '10' }], ['20', '10']],
    ['each order line once', [{ orderLine: '10' }, { orderLine: '10', name: 'x' }], ['10', undefined]],
    ['no line by an empty name or item', [{ name: '–', sellerItemId: '' }], [undefined]],
  ])('%s', (_, lines, expected) => {
    expect(paired(...lines)).toEqual(expected);
  });
});

describe('units', () => {
  test('convert there and back, and not across kinds', () => {
    for (const [from, to, factor] of [
      ['KGM', 'GRM', '1000'],
      ['DZN', 'EA', '12'],
      ['HUR', 'MIN', '60'],
      ['MTR', 'CMT', '100'],
      ['h87', 'C62', '1'],
      ['XBX', 'XBX', '1'],
    ] as const) {
      expect(conversion(from, to)?.toFixed()).toBe(factor);
      expect(conversion(to, from)?.times(factor).toDecimalPlaces(10).toFixed()).toBe('1');
    }
    for (const [from, to] of [
      ['KGM', 'H87'],
      ['XBX', 'H87'],
      ['toString', 'constructor'],
      ['', 'H87'],
    ] as const)
      expect(conversion(from, to)).toBeUndefined();
  });
});

test('the samples are clean against the orders they are made from', () => {
  for (const name of [
    '01-clean-nordhafen-schrauben.xml',
    '10-clean-hellingbau-stahl.xml',
    '12-quantity-windschief-messtechnik.xml',
  ]) {
    const invoice = readInvoice(readFileSync(resolve(samplesFolder, name)));
    const net = (line: InvoiceLine): string =>
      new Decimal(line.amount).dividedBy(line.quantity).toDecimalPlaces(6).toFixed();
    const lines = invoice.lines.map((line) => ({
      id: line.orderLine ?? '',
      item: line.sellerItemId ?? '',
      name: line.name,
      quantity: line.quantity,
      unit: line.unit,
      price: net(line),
    }));
    const receipts = lines.map(({ id, quantity, unit }) => receiptOf(quantity, {}, id, unit));
    expect(compareInvoice({ invoice, order: orderOf(lines), receipts })).toMatchObject({
      clean: true,
      expectedPayable: invoice.totals.payable,
    });
  }
});
