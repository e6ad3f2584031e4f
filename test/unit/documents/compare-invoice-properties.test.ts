// Pure: no server, no database.
import { Decimal } from 'decimal.js';
import type { InvoiceLine } from '../../../src/contracts/invoice';
import { Comparison } from '../../../src/contracts/invoice-exceptions';
import { compareInvoice } from '../../../src/integrations/documents';
import { found, invoiceOf, lineOf, orderOf, orderedLine, receiptOf, sum } from './invoices-to-compare';

describe('whatever is compared', () => {
  const random = mulberry32(20261121);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const number = (): string => pick(['0', '-2', '0.5', '1', '3', '10', '99.99', '1000', '12345.678']);
  const unit = (): string => pick(['H87', 'C62', 'DZN', 'KGM', 'GRM', 'MTR', 'XBX', 'constructor']);
  const cases = Array.from({ length: 1500 }, () => {
    const ids = ['1', '2', '3', '4'].slice(0, 1 + Math.floor(random() * 4));
    const line = (id: string): InvoiceLine =>
      lineOf({
        id,
        name: `Item ${pick(ids)}`,
        quantity: number(),
        unit: unit(),
        price: number().replace('-', ''),
        baseQuantity: pick(['1', '100']),
        allowances: pick([[], [], [{ amount: '1.23' }]]),
        ...pick([{}, { orderLine: pick(ids) }, { vat: { category: 'S', rate: pick(['7', '19']) } }]),
      });
    return {
      invoice: invoiceOf(ids.map(line), {
        kind: pick(['invoice', 'invoice', 'credit-note']),
        charges: pick([[], [{ amount: '12.00' }], [{ amount: '99.00' }]]),
      }),
      order: orderOf(
        ids.map((id) =>
          orderedLine({ id, item: id, name: `Item ${id}`, quantity: number(), unit: unit(), price: number() }),
        ),
        pick(['EUR', 'EUR', 'EUR', 'NOK']),
      ),
      receipts: ids.map((id) =>
        receiptOf(number().replace('-', ''), { kind: pick(['receipt', 'receipt', 'return']) }, id, unit()),
      ),
    };
  });

  test('the result fits the contract and is clean only without differences', () => {
    for (const given of cases) {
      const comparison = Comparison.parse(compareInvoice(given));
      expect(comparison.clean).toBe(comparison.differences.length === 0);
      expect(comparison.lines).toHaveLength(given.invoice.lines.length);
      if (comparison.clean) expect(comparison.expectedPayable).toBe(given.invoice.totals.payable);
    }
    const compared = cases.flatMap((given) => ['0', '5000'].map((billed) => compareInvoice({ ...given, billed })));
    expect(new Set(compared.flatMap(({ differences }) => differences.map(({ kind }) => kind))).size).toBe(8);
  });

  test('the effects add up to what is asked beyond what is justified', () => {
    for (const { invoice, ...given } of cases) {
      const untaxed = {
        ...invoice,
        vatBreakdown: [],
        lines: invoice.lines.map((line) => ({ ...line, vat: undefined })),
        totals: { ...invoice.totals, payable: invoice.totals.taxExclusive },
      };
      const { differences, expectedPayable } = compareInvoice({ invoice: untaxed, ...given });
      const justified = sum([invoice.totals.taxExclusive]).minus(sum(differences.map(({ effect }) => effect)));
      const bounded = new Decimal(invoice.totals.taxExclusive).isNegative() ? justified : Decimal.max(0, justified);
      expect(expectedPayable).toBe(bounded.plus(0).toFixed(2));
    }
  });

  test('nothing it was given is changed, and the same again gives the same', () => {
    for (const given of cases.slice(0, 200)) {
      const before = JSON.stringify(given);
      expect(compareInvoice(given)).toEqual(compareInvoice(given));
      expect(JSON.stringify(given)).toBe(before);
    }
  });

  test('an invoice made from order and receipts is clean, in whatever order its lines stand', () => {
    for (const { order } of cases) {
      const ordered = order.lines.map((line) => ({
        ...line,
        quantity: line.quantity.replace('-', ''),
        price: line.price.replace('-', ''),
      }));
      const lines = ordered.map(({ id, name, quantity, price, unit: of }) =>
        lineOf({ id, name, sellerItemId: id, quantity, price, unit: of }),
      );
      const receipts = ordered.map(({ id, quantity, unit: of }) => receiptOf(quantity, {}, id, of));
      const comparison = compareInvoice({ invoice: invoiceOf(lines.reverse()), order: orderOf(ordered), receipts });
      expect(found(comparison)).toEqual([]);
    }
  });

  test('a higher price never lowers, and more goods received never raise, what is found to be too much', () => {
    const effectOf = (price: string, received: string): number =>
      Number(
        sum(
          compareInvoice({
            invoice: invoiceOf([lineOf({ price })]),
            order: orderOf([orderedLine()]),
            receipts: [receiptOf(received)],
          }).differences.map(({ effect }) => effect),
        ),
      );
    for (let step = 0; step < 50; step++) {
      const price = (2.5 + step / 20).toFixed(2);
      expect(effectOf((2.5 + (step + 1) / 20).toFixed(2), '90')).toBeGreaterThanOrEqual(effectOf(price, '90'));
      expect(effectOf(price, String(step + 1))).toBeLessThanOrEqual(effectOf(price, String(step)));
    }
  });
});

/** A small seeded generator, so that a failure can be repeated. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
