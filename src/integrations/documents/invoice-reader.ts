import { Decimal } from 'decimal.js';
import type { BrokenRule } from './broken-rule';
import type { XmlElement } from './xml-element';

/** What an amount that is absent is read as: it equals nothing, as in the official rules, so the sums that need it break too. */
export const absentAmount = 'NaN';

/** Reads values out of elements and collects what is missing or wrong, so that the sender is told everything at once. */
export class InvoiceReader {
  readonly broken: BrokenRule[] = [];
  /** BT-5. Set before amounts are read. */
  currency = '';

  breaks(rule: string, says: string, element?: XmlElement, below?: string): void {
    this.broken.push({ rule, says, element, below });
  }

  /** The only element at the path: were there two, two readers could take different ones. */
  one(parent: XmlElement, path: string): XmlElement | undefined {
    const [first, second] = parent.all(path);
    if (second) this.breaks('SW-ONCE', 'what may stand once stands more often', second);
    return first;
  }

  optional(parent: XmlElement, path: string): string | undefined {
    const text = this.one(parent, path)?.text.trim();
    return text === '' ? undefined : text;
  }

  required(parent: XmlElement, path: string, rule: string, what: string): string {
    const text = this.optional(parent, path);
    if (text === undefined) this.breaks(rule, `${what} is missing`, parent, path);
    return text ?? '';
  }

  amount(parent: XmlElement, path: string, rule: string, what: string): string {
    return this.optionalAmount(parent, path) ?? (this.breaks(rule, `${what} is missing`, parent, path), absentAmount);
  }

  optionalAmount(parent: XmlElement, path: string): string | undefined {
    const element = this.one(parent, path);
    return element && this.amountOf(element);
  }

  amountOf(element: XmlElement): string | undefined {
    const text = element.text.trim();
    if (text === '') return undefined;
    const currency = element.attributes.get('currencyID');
    if (currency !== undefined && currency !== this.currency) {
      this.breaks('PEPPOL-EN16931-R051', 'an amount is in another currency than the invoice', element);
    }
    if (/^[+-]?(\d{1,15}(\.\d*)?|\.\d+)$/.test(text)) return plain(text);
    this.breaks('SW-NUMBER', 'a number is not a decimal with at most 15 digits before the point', element);
    return absentAmount;
  }

  /** `yyyy-mm-dd`, from ISO 8601 (UBL, a time zone is dropped) or format 102 (CII). */
  day(parent: XmlElement, path: string): string | undefined {
    const element = this.one(parent, path);
    const text = element?.text.trim() ?? '';
    if (!element || text === '') return undefined;
    const [, year, month, date] = /^(\d{4})-?(\d\d)-?(\d\d)(?:Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
    const day = `${year}-${month}-${date}`;
    const time = Date.parse(`${day}T00:00:00Z`);
    if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(day)) return day;
    this.breaks('SW-DATE', 'a date is not a day of the calendar', element);
    return undefined;
  }
}

/** As written where the contract allows it ("1234.50" stays), else shortened to ten decimal places. */
function plain(text: string): string {
  const number = new Decimal(text.replace(/^\+/, ''));
  const places = Math.min(10, (text.split('.')[1] ?? '').length);
  const fixed = number.toFixed(places, Decimal.ROUND_HALF_UP);
  return number.isZero() ? fixed.replace('-', '') : fixed;
}
