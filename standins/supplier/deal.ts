import type { ErpSeed } from '../erp/erp-seed';
import { inventedIban } from '../erp/seeding/iban';
import type { Random } from '../erp/random';
import type { Paper, PaperLine } from './paper';

/** What was truly agreed and delivered, whatever an invoice says. */
export interface Deal {
  supplier: { id: string; name: string; vatId: string; account: string; email: string };
  order: string;
  currency: string;
  buyer: string;
  lines: DealLine[];
}

export interface DealLine {
  id: string;
  item: string;
  name: string;
  ordered: number;
  /** As the books know it so far. */
  received: number;
  /** As the order says it. */
  price: string;
  /** As the contract says it; the order's where it is not given. */
  contract?: string;
}

const FIRST_SUPPLIER = 200_000;
const ORDERED_ON = '2026-10-05';
const INVOICED_ON = '2026-11-02';

const supplierIdOf = (index: number): string => String(FIRST_SUPPLIER + index);

/** A deal of its own supplier: two items, 1,000 to 8,000 with tax, ordered, received and in order. */
export function dealOf(index: number, random: Random): Deal {
  const lines = [10, 20].map((id): DealLine => {
    const ordered = random.integer(10, 60);
    return {
      id: String(id),
      item: `H${index}-${id}`,
      name: random.pick(['Bolts', 'Paint', 'Rope', 'Cable', 'Valves']),
      ordered,
      received: ordered,
      price: (random.integer(400, 900) / 10).toFixed(2),
    };
  });
  return {
    supplier: {
      id: supplierIdOf(index),
      name: `Hostile Supplies ${index} GmbH`,
      vatId: `DE${910_000_000 + index}`,
      account: inventedIban(random),
      email: `desk-${index}@suppliers.example`,
    },
    order: `47${String(index).padStart(8, '0')}`,
    currency: random.pick(['EUR', 'EUR', 'EUR', 'GBP', 'USD']),
    buyer: `buyer-${index}@buyer.example`,
    lines,
  };
}

/** The invoice that an honest supplier would write. */
export function paperOf(deal: Deal, number: string): Paper {
  const { supplier, order, currency, lines } = deal;
  return { number, date: INVOICED_ON, currency, seller: { ...supplier }, order, lines: lines.map(billed) };
}

export function billed({ id, item, name, ordered, price }: DealLine): PaperLine {
  return { id, item, name, quantity: ordered, price };
}

/** What the books hold of it. */
export function addToBooks(books: ErpSeed, { supplier, order, currency, buyer, lines }: Deal): void {
  const { id, name, vatId, account, email } = supplier;
  books.suppliers.push({ id, name, vatId, accounts: [account], blocked: false, email });
  books.orders.push({
    ...{ number: order, supplier: id, currency, date: ORDERED_ON, buyer, open: true },
    lines: lines.map(({ id, item, name, ordered, price }) => ({
      ...{ id, item, name, unit: 'H87', price },
      quantity: String(ordered),
    })),
  });
  const arrived = lines.filter(({ received }) => received > 0);
  if (arrived.length > 0)
    books.receipts.push({
      ...{ number: String(5_000_000_001 + books.receipts.length), supplier: id, order, kind: 'receipt' },
      date: '2026-10-20',
      lines: arrived.map(({ id, received }) => ({ orderLine: id, quantity: String(received), unit: 'H87' })),
    });
  for (const { item, price, contract = price } of lines)
    books.prices.push({ supplier: id, item, price: contract, currency, validFrom: '2026-01-01' });
}
