import { Decimal } from 'decimal.js';
import { linesToBill, NoSuchLines } from '../../src/integrations/tryton/lines-to-bill';
import type { BilledLine, OrderedLine } from '../../src/integrations/tryton/lines-to-bill';

const vat = { id: 1, rate: '0.19' };
interface Made extends Partial<Pick<OrderedLine, 'id' | 'price' | 'taxes' | 'deliveries'>> {
  ordered?: number;
  received?: number;
  returned?: number;
  billed?: number;
  credited?: number;
}

/** Ten at 3.50, all of them received. */
const line = ({ ordered = 10, received = 10, returned = 0, billed = 0, credited = 0, ...rest }: Made): OrderedLine => ({
  id: 1,
  price: '3.5',
  taxes: [vat],
  deliveries: [],
  ...rest,
  ordered: new Decimal(ordered),
  received: new Decimal(received),
  returned: new Decimal(returned),
  billed: new Decimal(billed),
  credited: new Decimal(credited),
});
const told = (lines: BilledLine[]): string[] =>
  lines.map(({ order, description, quantity, price, taxes }) =>
    [order?.id ?? description, quantity.toFixed(), price.toFixed(), taxes.length].join(' '),
  );

describe('the lines that come to an amount', () => {
  it('bills what came and is not billed yet', () => {
    expect(told(linesToBill([line({}), line({ id: 2, price: '1', billed: 4 })], '48.79', 'invoice'))).toEqual([
      '1 10 3.5 1',
      '2 6 1 1',
    ]);
  });

  it('bills what stayed, where something went back', () => {
    expect(told(linesToBill([line({ returned: 4 })], '24.99', 'invoice'))).toEqual(['1 6 3.5 1']);
  });

  it('bills what was ordered, or one delivery, where that is the amount', () => {
    expect(told(linesToBill([line({ received: 6 })], '41.65', 'invoice'))).toEqual(['1 10 3.5 1']);
    const inParts = line({ deliveries: [new Decimal(4), new Decimal(6)] });
    expect(told(linesToBill([inParts], '16.66', 'invoice'))).toEqual(['1 4 3.5 1']);
  });

  it('gives what the order does not explain a line with the same tax, and cents that no tax comes to one without', () => {
    expect(told(linesToBill([line({})], '53.55', 'invoice'))).toEqual([
      '1 10 3.5 1',
      'Difference to the order, as approved 1 10 1',
    ]);
    expect(told(linesToBill([line({})], '41.66', 'invoice'))).toEqual(['1 10 3.5 1', 'Rounding 1 0.01 0']);
  });

  it('always comes to the amount', () => {
    for (let amount = new Decimal('30.01'); amount.lt(50); amount = amount.plus('0.07')) {
      const lines = linesToBill([line({})], amount.toFixed(), 'invoice');
      const nets = lines.map(({ quantity, price, taxes }) => ({ net: quantity.times(price), taxed: taxes.length > 0 }));
      const base = Decimal.sum(0, ...nets.filter(({ taxed }) => taxed).map(({ net }) => net));
      const tax = base.times(vat.rate).toDecimalPlaces(2, Decimal.ROUND_HALF_EVEN);
      expect(Decimal.sum(tax, ...nets.map(({ net }) => net)).toFixed(2)).toBe(amount.toFixed(2));
    }
  });

  it('credits what went back, in negative quantities', () => {
    expect(told(linesToBill([line({ returned: 2, billed: 10 })], '8.33', 'credit-note'))).toEqual(['1 -2 3.5 1']);
  });

  it.each([
    ['nothing is left', [line({ billed: 10 })], '41.65', 'Nothing of the order is left'],
    ['it is far off', [line({})], '20.00', 'too far'],
    ['the tax cannot be told', [line({}), line({ id: 2, taxes: [] })], '80.00', 'taxed differently'],
  ])('refuses where %s', (_, ordered, amount, message) => {
    const split = (): BilledLine[] => linesToBill(ordered, amount, 'invoice');
    expect(split).toThrow(NoSuchLines);
    expect(split).toThrow(message);
  });
});
