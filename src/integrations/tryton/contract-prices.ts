import { z } from 'zod';
import type { ContractPrice } from '../../contracts/procurement';
import type { Call } from '../http/call';
import { CurrencyOf, Money } from './fields';
import type { Rpc } from './rpc';

const Time = z.string().regex(/^\d{4}-\d{2}-\d{2}T/);
const Price = z.object({
  unit_price: Money,
  'product_supplier.': z.object({ code: z.string(), 'currency.': CurrencyOf }),
  create_date: Time,
  write_date: Time.nullish(),
});

/**
 * Prices entered for a product and supplier, from one piece on. Tryton keeps no days with them: they are given as agreed since they were entered or
 * last changed, so that a price never backs an invoice that is older than it.
 */
export async function contractPrices(
  rpc: Rpc,
  supplier: string,
  items: readonly string[],
  call?: Call,
): Promise<ContractPrice[]> {
  const domain = [
    ['product_supplier.party.code', '=', supplier],
    ['product_supplier.code', 'in', items],
    ['quantity', '<=', 1],
  ];
  const fields = ['unit_price', 'product_supplier.code', 'product_supplier.currency.code', 'create_date', 'write_date'];
  const prices = await rpc.search('purchase.product_supplier.price', domain, fields, Price, call);
  return prices.map(({ unit_price: price, 'product_supplier.': product, create_date, write_date }) => ({
    item: product.code,
    price,
    currency: product['currency.'],
    validFrom: (write_date ?? create_date).slice(0, 10),
  }));
}
