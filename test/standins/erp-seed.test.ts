// Pure: no server, no database.
import { BookedInvoice, ContractPrice, Order, Receipt, Supplier } from '../../src/contracts/procurement';
import type { Invoice } from '../../src/contracts/invoice';
import type { Comparison } from '../../src/contracts/invoice-exceptions';
import { compareInvoice } from '../../src/integrations/documents';
import type { ErpSeed } from '../../standins/erp/erp-seed';
import { SCENARIOS } from '../../standins/erp/seeding/scenario';
import type { Scenario } from '../../standins/erp/seeding/scenario';
import { seedFromInvoices } from '../../standins/erp/seeding/seed-from-invoices';
import type { Seeded } from '../../standins/erp/seeding/seed-from-invoices';
import { unitPrice } from '../../standins/erp/seeding/unit-price';
import { sampleInvoice } from '../integrations/erp/sample-invoice';

const credit = { kind: 'credit-note', typeCode: '381' } as const;
/** Of each kind that a seed must cope with, each of another seller. */
const kinds: Record<string, Invoice> = {
  plain: sampleInvoice(1, [
    { quantity: '10', price: '12.50' },
    { quantity: '3', price: '99', sellerItemId: 'A-3' },
  ]),
  fractions: sampleInvoice(2, [
    { quantity: '1234.567', price: '0.0088', unit: 'KWH' },
    { quantity: '3', price: '100', baseQuantity: '7' },
  ]),
  allowances: sampleInvoice(3, [
    { quantity: '3', price: '100', allowances: [{ amount: '10' }], charges: [{ amount: '2.50' }] },
  ]),
  'without order number': sampleInvoice(
    4,
    [
      { quantity: '2', price: '50', orderLine: '10' },
      { quantity: '1', price: '40' },
    ],
    { orderReference: undefined },
  ),
  'credit note': sampleInvoice(5, [{ quantity: '20', price: '90', unit: 'HUR' }], {
    ...credit,
    precedingInvoices: ['R-5-0'],
  }),
  correction: sampleInvoice(6, [{ quantity: '-5', price: '10' }]),
  mixed: sampleInvoice(7, [
    { quantity: '2', price: '1273' },
    { quantity: '-1', price: '1273' },
  ]),
  'zero quantity': sampleInvoice(8, [
    { quantity: '0', price: '10' },
    { quantity: '1', price: '10' },
  ]),
  free: sampleInvoice(9, [{ quantity: '4', price: '0' }]),
  'without account': sampleInvoice(10, [{ quantity: '4', price: '5' }], { accounts: [], currency: 'USD' }),
  'without lines': sampleInvoice(11, []),
};

function comparisonOf(invoice: Invoice, seed: ErpSeed, { supplier, order }: Seeded): Comparison | undefined {
  const held = seed.orders.find((it) => it.supplier === supplier && it.number === order);
  const receipts = seed.receipts.filter((it) => it.supplier === supplier);
  return held && compareInvoice({ invoice, order: held, receipts });
}

/** Everything the scenario promises, as what is wrong with it: empty is right. */
function broken(invoice: Invoice, seed: ErpSeed, seeded: Seeded): string[] {
  const { scenario, supplier, order, variant } = seeded;
  const expect = (...facts: [string, boolean | undefined][]): string[] =>
    facts.filter(([, holds]) => !holds).map(([fact]) => fact);
  const known = seed.suppliers.find((it) => it.id === supplier);
  const comparison = comparisonOf(invoice, seed, seeded);
  const kinds = new Set(comparison?.differences.map(({ kind }) => kind));
  const booked = seed.invoices.filter((it) => it.supplier === supplier && it.number === invoice.number);
  const held = seed.orders.find((it) => it.supplier === supplier && it.number === order);
  const open = seed.orders
    .filter((it) => it.supplier === supplier && it.open)
    .sort((a, b) => b.date.localeCompare(a.date));
  const common = expect(
    ['supplier is known', scenario === 'unknown-supplier' || known !== undefined],
    [
      'accounts agree',
      !known || (scenario === 'bank-change') !== invoice.accounts.every((it) => known.accounts.includes(it)),
    ],
    ['booked only as a duplicate', (scenario === 'duplicate') === booked.some((it) => it.state === 'posted')],
    [
      'order is of that number',
      scenario === 'no-order' || !held || !invoice.orderReference || held.number === invoice.orderReference,
    ],
    ['order is found without a number', !held || !!invoice.orderReference || open[0]?.number === held.number],
  );
  switch (scenario) {
    case 'clean':
    case 'duplicate':
    case 'bank-change':
      return [...common, ...expect(['agrees', comparison?.clean])];
    case 'price': {
      const inDispute = comparison?.differences.map(({ line }) => invoice.lines.find((it) => it.id === line));
      const backed = inDispute?.every((line) => {
        const listed = seed.prices.find(
          (it) => it.supplier === supplier && it.item === (line?.sellerItemId ?? line?.name),
        );
        return line && (listed?.price === unitPrice(line)) === (variant === 'contract-backs-invoice');
      });
      return [
        ...common,
        ...expect(['only price differs', [...kinds].join() === 'price'], ['contract backs one side', backed]),
      ];
    }
    case 'quantity':
      return [
        ...common,
        ...expect([
          'only quantity differs',
          [...kinds].every((it) => it === 'quantity' || it === 'not-received') && kinds.size > 0,
        ]),
      ];
    case 'no-receipt':
      return [...common, ...expect(['nothing received', kinds.has('not-received') && kinds.size === 1])];
    case 'currency':
      return [...common, ...expect(['currency differs', kinds.has('currency')])];
    case 'no-order':
      return [...common, ...expect(['no order', !seed.orders.some((it) => it.supplier === supplier && it.open)])];
    case 'unknown-supplier':
      return [...common, ...expect(['no supplier', !seed.suppliers.some((it) => it.vatId === invoice.seller.vatId)])];
  }
}

describe('seeding the ERP from invoices', () => {
  const IMPOSSIBLE: Partial<Record<keyof typeof kinds, Scenario[]>> = {
    correction: ['quantity', 'no-receipt'],
    free: ['price'],
    'without account': ['bank-change'],
    'without lines': ['price', 'quantity', 'no-receipt'],
  };

  test.each(SCENARIOS)('%s holds for every kind of invoice and 25 seeds', (scenario) => {
    const invoices = Object.values(kinds);
    for (let salt = 1; salt <= 25; salt += 1) {
      const { seed, scenarioOf } = seedFromInvoices(invoices, { scenarios: invoices.map(() => scenario), seed: salt });
      Object.entries(kinds).forEach(([kind, invoice], index) => {
        const seeded = scenarioOf[index] as Seeded;
        const became = IMPOSSIBLE[kind]?.includes(scenario) ? 'clean' : scenario;
        expect({ salt, kind, scenario: seeded.scenario, broken: broken(invoice, seed, seeded) }).toEqual({
          salt,
          kind,
          scenario: became,
          broken: [],
        });
      });
      for (const it of seed.suppliers) Supplier.parse(it);
      for (const it of seed.orders) Order.parse(it);
      for (const it of seed.receipts) Receipt.parse(it);
      for (const it of seed.prices) ContractPrice.parse(it);
      for (const it of seed.invoices) BookedInvoice.parse(it);
    }
  });

  test('every variant of price and quantity comes up', () => {
    const variants = new Set<string | undefined>();
    for (let salt = 1; salt <= 20; salt += 1)
      for (const wanted of ['price', 'quantity'] as const)
        variants.add(
          seedFromInvoices([kinds.plain as Invoice], { scenarios: [wanted], seed: salt }).scenarioOf[0]?.variant,
        );
    expect([...variants].sort()).toEqual([
      'contract-backs-invoice',
      'contract-backs-order',
      'ordered-less',
      'rest-came',
      'short-received',
    ]);
  });

  test('the mix is dealt by its shares, the same for the same seed', () => {
    const invoices = Array.from({ length: 200 }, (_, index) =>
      sampleInvoice(100 + index, [{ quantity: '2', price: '10' }]),
    );
    const first = seedFromInvoices(invoices, { seed: 7 });
    const count = (scenario: Scenario): number => first.scenarioOf.filter((it) => it.scenario === scenario).length;
    expect(Object.fromEntries(SCENARIOS.map((it) => [it, count(it)]))).toEqual({
      clean: 68,
      price: 32,
      quantity: 32,
      'no-receipt': 16,
      'no-order': 12,
      'unknown-supplier': 8,
      'bank-change': 12,
      duplicate: 12,
      currency: 8,
    });
    expect(seedFromInvoices(invoices, { seed: 7 })).toEqual(first);
    expect(seedFromInvoices(invoices, { seed: 8 }).scenarioOf).not.toEqual(first.scenarioOf);
  });

  test('one supplier has one supplier-level scenario', () => {
    const of = (number: string): Invoice =>
      sampleInvoice(1, [{ quantity: '2', price: '10' }], { number, orderReference: `PO-${number}` });
    const { scenarioOf, seed } = seedFromInvoices([of('a'), of('b')], {
      scenarios: ['bank-change', 'unknown-supplier'],
      seed: 1,
    });
    expect(scenarioOf.map((it) => it.scenario)).toEqual(['bank-change', 'bank-change']);
    expect(seed.suppliers).toHaveLength(1);
  });

  test('the same document twice, or in both syntaxes, is seeded once', () => {
    const ubl = kinds.plain as Invoice;
    const { scenarioOf, seed } = seedFromInvoices([ubl, { ...ubl, syntax: 'cii' }], { scenarios: ['price'], seed: 1 });
    expect(scenarioOf[1]).toBe(scenarioOf[0]);
    expect(seed.orders.filter((it) => it.open).map((it) => it.lines.length)).toEqual([2]);
  });

  test('one order number of two suppliers makes two orders', () => {
    const orders = [1, 2].map((seller) =>
      sampleInvoice(seller, [{ quantity: String(seller), price: '10' }], { orderReference: '123' }),
    );
    const { seed } = seedFromInvoices(orders, { scenarios: ['clean', 'clean'], seed: 1 });
    const found = seed.orders.filter((it) => it.number === '123').map((it) => [it.supplier, it.lines[0]?.quantity]);
    expect(found).toEqual([
      ['104711', '1'],
      ['104712', '2'],
    ]);
  });

  test('invoices on one order share it, and a credit note goes onto what it credits', () => {
    const line = { quantity: '20', price: '90' };
    const invoice = sampleInvoice(1, [line]);
    const note = sampleInvoice(1, [{ ...line, quantity: '5' }], {
      ...credit,
      number: 'C-1',
      precedingInvoices: [invoice.number],
    });
    const { seed, scenarioOf } = seedFromInvoices([note, invoice], { mix: { ...zero, clean: 1 }, seed: 3 });
    expect(seed.orders.filter((it) => it.open).map((it) => it.lines.map(({ quantity }) => quantity))).toEqual([['20']]);
    expect([broken(note, seed, scenarioOf[0] as Seeded), broken(invoice, seed, scenarioOf[1] as Seeded)]).toEqual([
      [],
      [],
    ]);
  });

  test('who shares a VAT id with a known supplier cannot be unknown', () => {
    const [one, two] = [1, 2].map((seller) =>
      sampleInvoice(seller, [{ quantity: '1', price: '1' }], { seller: { name: `Twin ${seller}`, vatId: 'DE1' } }),
    );
    const { scenarioOf, seed } = seedFromInvoices([one as Invoice, two as Invoice], {
      scenarios: ['unknown-supplier'],
      seed: 1,
    });
    expect(scenarioOf[0]?.scenario).toBe('clean');
    expect(seed.suppliers.map((it) => it.name)).toEqual(['Twin 1', 'Twin 2']);
  });
});

const zero = Object.fromEntries(SCENARIOS.map((it) => [it, 0])) as Record<Scenario, number>;
