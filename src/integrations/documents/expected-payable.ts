import { Decimal } from 'decimal.js';
import type { Invoice, Vat } from '../../contracts/invoice';
import { round2 } from './compare-line';

export interface NetPart {
  net: Decimal;
  vat: Vat | undefined;
}

/**
 * Net parts with VAT at the invoice's rates, rounded by category as EN 16931 does, less what is prepaid. A part that names no rate is
 * taxed like the rest where the invoice knows one rate only. Never below 0 where the invoice asks for money.
 */
export function expectedPayable(invoice: Invoice, parts: readonly NetPart[]): Decimal {
  const [only, second] = invoice.vatBreakdown;
  const nets = new Map<string, { rate: string; net: Decimal }>();
  for (const { net, vat = second ? undefined : only } of parts) {
    const rate = vat?.rate ?? '0';
    const key = `${vat?.category ?? ''} ${new Decimal(rate).toFixed()}`;
    nets.set(key, { rate, net: net.plus(nets.get(key)?.net ?? 0) });
  }
  const withTax = [...nets.values()].map(({ rate, net }) => net.plus(round2(net.times(rate).dividedBy(100))));
  const payable = round2(Decimal.sum(0, ...withTax).minus(invoice.totals.prepaid));
  return new Decimal(invoice.totals.payable).isNegative() ? payable : Decimal.max(0, payable);
}
