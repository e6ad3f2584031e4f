import { z } from 'zod';
import type { Order, Receipt } from '../../contracts/procurement';
import type { Call } from '../http/call';
import { Day, Id, OrderLineId, Quantity, UnitOf } from './fields';
import { orderLineId } from './orders';
import type { Domain, Rpc } from './rpc';

const Location = z.object({ type: z.string() });
const Move = z.object({
  id: Id,
  origin: OrderLineId,
  quantity: Quantity,
  'uom.': UnitOf,
  effective_date: Day,
  shipment: z.string().nullish(),
  'shipment.': z.object({ number: z.string().nullish() }).nullish(),
  'to_location.': Location,
});

/** The moves of an order's lines that were done: the order's own quantities do not follow what came in parts. */
export const doneMoves = (line: readonly (readonly [string, ...unknown[]])[]): Domain => [
  ['state', '=', 'done'],
  ...line.map(([field, ...rest]) => [`origin.${field}`, ...rest, 'purchase.line']),
];

/** Goods receipts and returns, by shipment. */
export async function receiptsOf(rpc: Rpc, order: Pick<Order, 'supplier' | 'number'>, call?: Call): Promise<Receipt[]> {
  const domain = doneMoves([
    ['purchase.number', '=', order.number],
    ['purchase.party.code', '=', order.supplier],
    ['purchase.company', '=', await rpc.company(call)],
  ]);
  const fields = [
    'origin',
    'quantity',
    'uom.symbol',
    'effective_date',
    'shipment',
    'shipment.number',
    'to_location.type',
  ];
  const moves = await rpc.search('stock.move', domain, fields, Move, call);
  const byShipment = new Map<string, Receipt>();
  for (const move of moves) {
    const key = move.shipment ?? `stock.move,${move.id}`;
    const receipt = byShipment.get(key) ?? {
      number: move['shipment.']?.number ?? key,
      order: order.number,
      date: move.effective_date,
      kind: move['to_location.'].type === 'supplier' ? 'return' : 'receipt',
      lines: [],
    };
    receipt.lines.push({ orderLine: orderLineId(move.origin), quantity: move.quantity, unit: move['uom.'] });
    byShipment.set(key, receipt);
  }
  return [...byShipment.values()];
}
