import { Decimal } from 'decimal.js';
import type { Invoice, InvoiceLine } from '../../contracts/invoice';
import type { BrokenRule } from './broken-rule';

/**
 * The sums an invoice must keep: EN 16931 BR-CO-10 to BR-CO-18, with the rounding and the tolerance of the official Schematron
 * (ConnectingEurope/eInvoicing-EN16931 1.3.16), and SW-LINE, which the norm leaves out. Amounts may be negative.
 */
export function checkArithmetic(invoice: Invoice): BrokenRule[] {
  const { totals, vatBreakdown } = invoice;
  const expected: [rule: string, term: string, is: string, shouldBe: Decimal][] = [
    ['BR-CO-10', 'the sum of the lines (BT-106)', totals.lines, sum(invoice.lines)],
    ['BR-CO-11', 'the sum of allowances (BT-107)', totals.allowances, sum(invoice.allowances)],
    ['BR-CO-12', 'the sum of charges (BT-108)', totals.charges, sum(invoice.charges)],
    [
      'BR-CO-13',
      'the total without VAT (BT-109)',
      totals.taxExclusive,
      d(totals.lines).minus(totals.allowances).plus(totals.charges),
    ],
    ['BR-CO-14', 'the total VAT (BT-110)', totals.tax, sum(vatBreakdown.map(({ tax }) => ({ amount: tax })))],
    ['BR-CO-15', 'the total with VAT (BT-112)', totals.taxInclusive, d(totals.taxExclusive).plus(totals.tax)],
    [
      'BR-CO-16',
      'the amount due (BT-115)',
      totals.payable,
      d(totals.taxInclusive).minus(totals.prepaid).plus(totals.rounding),
    ],
  ];
  const broken: BrokenRule[] = expected
    .filter(([, , is, shouldBe]) => !d(is).equals(round2(shouldBe)))
    .map(([rule, term, is, shouldBe]) => ({ rule, says: differs(term, is, round2(shouldBe)) }));
  if (vatBreakdown.length === 0) broken.push({ rule: 'BR-CO-18', says: 'there is no VAT breakdown (BG-23)' });
  broken.push(...vatBreakdown.flatMap((group) => checkVat(group, invoice.syntax)));
  broken.push(...invoice.lines.flatMap(checkLine));
  return broken;
}

/** The official rules let the tax of a category be up to one unit of the currency off: UBL less than one, CII one at most. */
function checkVat({ rate, taxable, tax }: Invoice['vatBreakdown'][number], syntax: Invoice['syntax']): BrokenRule[] {
  const shouldBe = round2(d(taxable).abs().times(rate).dividedBy(100));
  const off = d(tax).abs().minus(shouldBe).abs();
  const fits = d(rate).round().isZero()
    ? d(tax).round().isZero()
    : syntax === 'ubl'
      ? off.lessThan(1)
      : off.lessThanOrEqualTo(1);
  return fits ? [] : [{ rule: 'BR-CO-17', says: differs('the tax of a VAT category (BT-117)', tax, shouldBe) }];
}

/**
 * Quantity × price ÷ base quantity − allowances + charges = net amount. EN 16931 does not check this, Peppol does (PEPPOL-EN16931-R120);
 * the tolerance of 0.02 is Peppol's: amounts have two decimals, so the product and one percentage allowance may each be half a cent off
 * and be rounded once more.
 */
export const lineTolerance = '0.02';

function checkLine(line: InvoiceLine, index: number): BrokenRule[] {
  const base = d(line.baseQuantity);
  if (base.lessThanOrEqualTo(0))
    return [{ rule: 'PEPPOL-EN16931-R121', says: `the base quantity of line ${index + 1} (BT-149) is not above 0` }];
  const shouldBe = d(line.quantity)
    .times(line.price)
    .dividedBy(base)
    .minus(sum(line.allowances))
    .plus(sum(line.charges));
  // An amount that is absent has been named already.
  if (
    shouldBe.isNaN() ||
    d(line.amount).minus(shouldBe).abs().lessThanOrEqualTo(lineTolerance) ||
    d(line.amount).isNaN()
  )
    return [];
  return [
    { rule: 'SW-LINE', says: differs(`the net amount of line ${index + 1} (BT-131)`, line.amount, round2(shouldBe)) },
  ];
}

const d = (amount: string): Decimal => new Decimal(amount);

const sum = (parts: readonly { amount: string }[]): Decimal =>
  parts
    .map(({ amount }) => d(amount))
    .reduce((total, amount) => (amount.isNaN() ? total : total.plus(amount)), new Decimal(0));

/** As XPath's round(), by which the rules are written: half goes up, also below zero. */
const round2 = (amount: Decimal): Decimal => amount.toDecimalPlaces(2, Decimal.ROUND_HALF_CEIL);

const differs = (term: string, is: string, shouldBe: Decimal): string =>
  shouldBe.isNaN() || d(is).isNaN()
    ? `${term} cannot be checked, as an amount is missing`
    : `${term} is ${is}, its parts make ${shouldBe.toFixed()}`;
