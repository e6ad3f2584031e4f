import { Decimal } from 'decimal.js';
import { z } from 'zod';
import type { Call } from '../http/call';
import { SystemError } from '../system-error';
import { Id, Ids, Money, OrderLineId, Quantity, Text } from './fields';
import type { OrderedLine, Tax } from './lines-to-bill';
import { doneMoves } from './receipts';
import type { Rpc } from './rpc';

const Line = z.object({
  id: Id,
  product: Id.nullish(),
  'product.': z.object({ account_category: Id.nullish() }).nullish(),
  description: Text,
  quantity: Quantity,
  unit: Id.nullish(),
  'unit.': z.object({ factor: z.number() }).nullish(),
  unit_price: Money,
  taxes: Ids,
});

const Move = z.object({
  id: Id,
  origin: OrderLineId,
  quantity: Quantity,
  'uom.': z.object({ factor: z.number() }),
  shipment: z.string().nullish(),
  'to_location.': z.object({ type: z.string() }),
});

const Invoiced = z.object({
  origin: OrderLineId,
  quantity: Quantity,
  'unit.': z.object({ factor: z.number() }).nullish(),
});

const AccountTax = z.object({ id: Id, type: z.string(), rate: Money.nullish(), childs: Ids });

/** A line of an order with all that is needed to bill it. */
export interface TrytonLine extends OrderedLine {
  product: number | undefined;
  /** What decides on the account of a product. */
  category: number | undefined;
  description: string | undefined;
  unit: number | undefined;
  /** Deliveries that were done, of which account_invoice_stock keeps what they cost. */
  moves: readonly number[];
}

/** What the ERP knows of an order's lines: what came, what went back, and what invoices bill already. */
export async function orderedLines(rpc: Rpc, order: number, call?: Call): Promise<TrytonLine[]> {
  const ofOrder = ['purchase', '=', order] as const;
  const fields = [
    'product',
    'product.account_category',
    'description',
    'quantity',
    'unit',
    'unit.factor',
    'unit_price',
    'taxes',
  ];
  const [lines, moves, invoiced] = await Promise.all([
    rpc.search('purchase.line', [ofOrder, ['type', '=', 'line']], fields, Line, call),
    rpc.search(
      'stock.move',
      doneMoves([ofOrder]),
      ['origin', 'quantity', 'uom.factor', 'shipment', 'to_location.type'],
      Move,
      call,
    ),
    rpc.search(
      'account.invoice.line',
      [
        ['origin.purchase', '=', order, 'purchase.line'],
        ['invoice.state', '!=', 'cancelled'],
        // Without a supplier's number it is a draft that Tryton made itself, and nothing is billed by it yet.
        ['invoice.reference', '!=', null],
      ],
      ['origin', 'quantity', 'unit.factor'],
      Invoiced,
      call,
    ),
  ]);
  const taxes = await taxesOf(rpc, lines, call);
  const shipments = [...new Set(moves.filter(came).map(({ shipment }) => shipment))];
  return lines.map((line) => {
    const inUnit = (quantity: string, factor = 1): Decimal =>
      new Decimal(quantity).times(factor).div(line['unit.']?.factor ?? factor);
    const own = moves.filter(({ origin }) => origin === line.id);
    const moved = (of: readonly z.output<typeof Move>[]): Decimal =>
      Decimal.sum(0, ...of.map(({ quantity, 'uom.': { factor } }) => inUnit(quantity, factor)));
    const bills = invoiced
      .filter(({ origin }) => origin === line.id)
      .map((each) => inUnit(each.quantity, each['unit.']?.factor));
    return {
      id: line.id,
      product: line.product ?? undefined,
      category: line['product.']?.account_category ?? undefined,
      description: line.description ?? undefined,
      unit: line.unit ?? undefined,
      price: line.unit_price,
      ordered: new Decimal(line.quantity),
      received: moved(own.filter(came)),
      returned: moved(own.filter((move) => !came(move))),
      billed: Decimal.sum(0, ...bills.filter((quantity) => quantity.gt(0))),
      credited: Decimal.sum(0, ...bills.filter((quantity) => quantity.lt(0))).negated(),
      deliveries: shipments.map((shipment) => moved(own.filter((move) => came(move) && move.shipment === shipment))),
      taxes: line.taxes.map((id) => taxes.get(id)!),
      moves: own.map(({ id }) => id),
    };
  });
}

const came = (move: z.output<typeof Move>): boolean => move['to_location.'].type !== 'supplier';

async function taxesOf(rpc: Rpc, lines: readonly z.output<typeof Line>[], call?: Call): Promise<Map<number, Tax>> {
  const ids = [...new Set(lines.flatMap(({ taxes }) => taxes))];
  if (ids.length === 0) return new Map();
  const found = await rpc.search('account.tax', [['id', 'in', ids]], ['type', 'rate', 'childs'], AccountTax, call);
  return new Map(
    found.map(({ id, type, rate, childs }) => {
      if (type === 'percentage' && rate != null && childs.length === 0) return [id, { id, rate }];
      throw new SystemError(
        'The taxes of the order are not all plain percentages, which is all that is computed here. A person has to enter the invoice in Tryton.',
        { class: 'rejected', system: 'erp' },
      );
    }),
  );
}
