import { Decimal } from 'decimal.js';
import type { Invoice, InvoiceLine, Vat } from '../../contracts/invoice';
import type { Comparison, Difference } from '../../contracts/invoice-exceptions';
import type { OrderLine } from '../../contracts/procurement';
import { lineTolerance } from './invoice-rules';
import type { MovedQuantity } from './moved-quantity';
import type { Tolerances } from './tolerances';
import { conversion } from './units';

export interface LineComparison {
  row: Comparison['lines'][number];
  differences: Difference[];
  vat: Vat | undefined;
  /** Net: as invoiced where within tolerance, else what order and receipts justify. */
  accepted: Decimal;
  /** Net: what order and receipts justify with no tolerance at all. */
  strict: Decimal;
}

interface Context {
  invoice: Pick<Invoice, 'kind' | 'currency'>;
  tolerances: Tolerances;
}

/** An invoice line that pairs with no order line. One that costs nothing, such as a line of text, is no difference. */
export function unorderedLine(line: InvoiceLine): LineComparison {
  const amount = new Decimal(line.amount);
  const invoiced = `${line.quantity} ${line.unit}`;
  return {
    row: { line: line.id, name: line.name, invoicedQuantity: line.quantity, invoicedPrice: shown(unitPrice(line)) },
    differences: amount.isZero()
      ? []
      : [{ kind: 'not-ordered', line: line.id, invoiced, expected: '0', effect: money(amount) }],
    vat: line.vat,
    accepted: new Decimal(0),
    strict: new Decimal(0),
  };
}

/** One invoice line beside its order line. Quantities and prices are compared, and shown, in the unit of the order. */
export function compareLine(
  line: InvoiceLine,
  ordered: OrderLine,
  moved: MovedQuantity,
  context: Context,
): LineComparison {
  const factor = conversion(line.unit, ordered.unit);
  const quantity = new Decimal(line.quantity).times(factor ?? 1);
  const price = unitPrice(line).dividedBy(factor ?? 1);
  const row: LineComparison['row'] = {
    line: line.id,
    orderLine: ordered.id,
    name: line.name,
    invoicedQuantity: shown(quantity),
    orderedQuantity: ordered.quantity,
    receivedQuantity: shown(moved.quantity),
    invoicedPrice: shown(price),
    orderedPrice: ordered.price,
  };
  const judged = factor
    ? judge(line, quantity, price, ordered, moved, context)
    : otherUnit(line, ordered, moved, context);
  const lost = moved.otherUnits.map((unit) =>
    difference('unit', line, ordered, line.unit, `${ordered.unit}, but received in ${unit}`, new Decimal(0)),
  );
  return { row, vat: line.vat, ...judged, differences: [...lost, ...judged.differences] };
}

type Judgement = Pick<LineComparison, 'differences' | 'accepted' | 'strict'>;

function judge(
  line: InvoiceLine,
  quantity: Decimal,
  price: Decimal,
  ordered: OrderLine,
  moved: MovedQuantity,
  { invoice, tolerances }: Context,
): Judgement {
  const amount = new Decimal(line.amount);
  const limit = justifiedQuantity(ordered, moved, invoice.kind);
  const quantityFits = fitsQuantity(quantity, limit, invoice.kind, tolerances);
  const priceFits = quantity.isZero()
    ? amount.isZero()
    : fitsPrice(price, new Decimal(ordered.price), quantity, tolerances);
  const strictQuantity = invoice.kind === 'invoice' ? Decimal.min(quantity, limit) : limit;
  const strict = round2(strictQuantity.times(ordered.price));
  if (quantityFits && priceFits) {
    return {
      differences: [],
      accepted: amount,
      strict: price.equals(ordered.price) && strictQuantity.equals(quantity) ? amount : strict,
    };
  }

  const accepted = round2((quantityFits ? quantity : limit).times(priceFits ? price : ordered.price));
  const effect = amount.minus(accepted);
  const priceEffect = priceFits
    ? new Decimal(0)
    : quantityFits
      ? effect
      : round2(price.minus(ordered.price).times(quantity));
  const differences: Difference[] = [];
  if (!priceFits) {
    const per = (value: string): string => `${value} ${invoice.currency} per ${ordered.unit}`;
    differences.push(difference('price', line, ordered, per(shown(price)), per(ordered.price), priceEffect));
  }
  if (!quantityFits) {
    const kind = moved.quantity.isZero() ? 'not-received' : 'quantity';
    const [is, shouldBe] = [quantity, limit].map((value) => `${shown(value)} ${ordered.unit}`) as [string, string];
    differences.push(difference(kind, line, ordered, is, shouldBe, effect.minus(priceEffect)));
  }
  return { differences, accepted, strict: accepted };
}

/** Units that do not convert: what the order's price makes of the goods moved is justified, but not more than is asked. */
function otherUnit(line: InvoiceLine, ordered: OrderLine, moved: MovedQuantity, { invoice }: Context): Judgement {
  const amount = new Decimal(line.amount);
  const accepted = Decimal.min(amount, round2(justifiedQuantity(ordered, moved, invoice.kind).times(ordered.price)));
  return {
    differences: [difference('unit', line, ordered, line.unit, ordered.unit, amount.minus(accepted))],
    accepted,
    strict: accepted,
  };
}

function justifiedQuantity(ordered: OrderLine, moved: MovedQuantity, kind: Invoice['kind']): Decimal {
  return kind === 'invoice' ? Decimal.min(ordered.quantity, moved.quantity) : moved.quantity;
}

/** An invoice may bill a part of what came: the rest is billed later. A credit note must credit what went back, no less and no more. */
function fitsQuantity(
  quantity: Decimal,
  limit: Decimal,
  kind: Invoice['kind'],
  { quantity: { percent } }: Tolerances,
): boolean {
  const slack = limit.abs().times(percent).dividedBy(100);
  return kind === 'invoice'
    ? quantity.lessThanOrEqualTo(limit.plus(slack)) || quantity.isNegative()
    : quantity.minus(limit).abs().lessThanOrEqualTo(slack);
}

/** A deviation that the rounding of the line's amount can explain is none. */
function fitsPrice(
  price: Decimal,
  ordered: Decimal,
  quantity: Decimal,
  { price: { percent, amount } }: Tolerances,
): boolean {
  const off = price.minus(ordered).abs();
  const effect = off.times(quantity).abs();
  if (effect.lessThanOrEqualTo(lineTolerance)) return true;
  return off.lessThanOrEqualTo(ordered.abs().times(percent).dividedBy(100)) && effect.lessThanOrEqualTo(amount);
}

/** Net per unit after the line's own allowances and charges, so that a discount on the line is honoured. */
function unitPrice({ price, baseQuantity, quantity, allowances, charges }: InvoiceLine): Decimal {
  const list = new Decimal(price).dividedBy(new Decimal(baseQuantity).isZero() ? 1 : baseQuantity);
  if (new Decimal(quantity).isZero()) return list;
  const extra = Decimal.sum(0, ...charges.map(({ amount }) => amount)).minus(
    Decimal.sum(0, ...allowances.map(({ amount }) => amount)),
  );
  return list.plus(extra.dividedBy(quantity));
}

function difference(
  kind: Difference['kind'],
  line: InvoiceLine,
  ordered: OrderLine,
  invoiced: string,
  expected: string,
  effect: Decimal,
): Difference {
  return { kind, line: line.id, orderLine: ordered.id, invoiced, expected, effect: money(effect) };
}

export const round2 = (amount: Decimal): Decimal => amount.toDecimalPlaces(2, Decimal.ROUND_HALF_UP);

export const money = (amount: Decimal): string => round2(amount).plus(0).toFixed(2);

const shown = (value: Decimal): string => value.toDecimalPlaces(6).plus(0).toFixed();
