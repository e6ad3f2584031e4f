import { z } from 'zod';
import type { Order } from '../../contracts/procurement';
import type { Call } from '../http/call';
import { CodeOf, CurrencyOf, Day, Id, Money, Quantity, Text, UnitOf } from './fields';
import type { Domain, Rpc } from './rpc';

const Purchase = z.object({
  id: Id,
  number: z.string(),
  'party.': CodeOf,
  'currency.': CurrencyOf,
  purchase_date: Day.nullish(),
  'confirmed_by.': z.object({ 'party.': z.object({ email: Text }).nullish() }).nullish(),
});

const Line = z.object({
  id: Id,
  purchase: Id,
  description: Text,
  'product.': z.object({ code: Text, name: z.string() }).nullish(),
  'product_supplier.': z.object({ code: Text }).nullish(),
  quantity: Quantity,
  'unit.': UnitOf.nullish(),
  unit_price: Money,
});

const OPEN = ['confirmed', 'processing'];

/** Tryton gives the lines of an order no numbers. These cannot be mistaken for any that a supplier writes, so that lines are paired by item and name. */
export const orderLineId = (id: number): string => `#${id}`;

/** Purchases that were confirmed. */
export class Orders {
  constructor(private readonly rpc: Rpc) {}

  of(supplier: string, call?: Call): Promise<Order[]> {
    return this.search(supplier, [['state', 'in', [...OPEN, 'done']]], call);
  }

  /** The order of that number, or without one the newest that is not done. */
  async find(
    { supplier, reference }: { supplier: string; reference?: string | undefined },
    call?: Call,
  ): Promise<Order | null> {
    const states = reference === undefined ? OPEN : [...OPEN, 'done'];
    const domain = [['state', 'in', states], ...(reference === undefined ? [] : [['number', '=', reference]])];
    const orders = await this.search(supplier, domain, call);
    return orders.sort((a, b) => b.date.localeCompare(a.date) || b.number.localeCompare(a.number))[0] ?? null;
  }

  private async search(supplier: string, domain: Domain, call: Call | undefined): Promise<Order[]> {
    const company = ['company', '=', await this.rpc.company(call)];
    const fields = ['number', 'party.code', 'currency.code', 'purchase_date', 'confirmed_by.party.email'];
    const whole = [company, ['party.code', '=', supplier], ...domain];
    const purchases = await this.rpc.search('purchase.purchase', whole, fields, Purchase, call);
    if (purchases.length === 0) return [];
    const lines = await this.rpc.search(
      'purchase.line',
      [
        ['purchase', 'in', purchases.map(({ id }) => id)],
        ['type', '=', 'line'],
      ],
      [
        'purchase',
        'description',
        'product.code',
        'product.name',
        'product_supplier.code',
        'quantity',
        'unit.symbol',
        'unit_price',
      ],
      Line,
      call,
    );
    return purchases.map((purchase) => {
      const buyer = purchase['confirmed_by.']?.['party.']?.email;
      return {
        number: purchase.number,
        supplier: purchase['party.'],
        currency: purchase['currency.'],
        date: purchase.purchase_date ?? '0001-01-01',
        ...(buyer && { buyer }),
        lines: lines.filter((line) => line.purchase === purchase.id).map(orderLine),
      };
    });
  }
}

function orderLine(line: z.output<typeof Line>): Order['lines'][number] {
  const name = line.description || line['product.']?.name || '';
  return {
    id: orderLineId(line.id),
    item: line['product_supplier.']?.code || line['product.']?.code || name,
    name,
    quantity: line.quantity,
    unit: line['unit.'] ?? 'C62',
    price: line.unit_price,
  };
}
