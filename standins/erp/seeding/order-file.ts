import { Exact, amountText } from './decimal';
import { daysAfter } from './days';
import type { LineInBooks } from './line-in-books';
import type { Random } from '../random';
import type { SeededOrder, SeededReceipt } from '../erp-seed';

interface Filed extends LineInBooks {
  /** The order line that an invoice names (BT-132). */
  wantedId: string | undefined;
  /** The papers that bill it. */
  papers: Set<object>;
}

export interface OrderHead {
  number: string;
  supplier: string;
  currency: string;
  date: string;
  open: boolean;
  buyer: string;
}

/** One order and the goods documents on it, while papers are filed into it one after the other. */
export class OrderFile {
  private readonly lines: Filed[] = [];

  constructor(readonly head: OrderHead) {}

  /**
   * Each line of a paper has an order line of its own; the order line it is filed on comes back. Only lines of other papers share one: a
   * credited one goes onto what it credits, and one that names the same order line bills a further part of it.
   */
  add(line: LineInBooks, wantedId: string | undefined, paper: object): LineInBooks {
    const alike = this.lines.find(
      (it) =>
        !it.papers.has(paper) &&
        (line.credited ? new Exact(it.returned).isZero() : wantedId !== undefined && it.wantedId === wantedId) &&
        it.item === line.item &&
        it.unit === line.unit &&
        it.invoicedPrice === line.invoicedPrice,
    );
    if (!alike) {
      const free = wantedId !== undefined && !this.lines.some((it) => it.wantedId === wantedId);
      const filed = { ...line, wantedId: free ? wantedId : undefined, papers: new Set([paper]) };
      this.lines.push(filed);
      return filed;
    }
    alike.papers.add(paper);
    if (!line.credited) alike.ordered = sum(alike.ordered, line.ordered);
    // What went back must have come: what stays is what the invoice bills.
    alike.received = sum(alike.received, line.credited ? line.returned : line.received);
    alike.returned = sum(alike.returned, line.returned);
    return alike;
  }

  order(): SeededOrder {
    const lines = this.numbered().map(({ id, item, name, ordered, unit, price }) => ({
      id,
      item,
      name,
      quantity: ordered,
      unit,
      price,
    }));
    return { ...this.head, lines };
  }

  /** What came, in one or two parts, and what went back. */
  receipts(random: Random, firstNumber: number): SeededReceipt[] {
    const inParts = random.next() < 0.4;
    const early = (it: Filed): string => (inParts ? half(it.received) : '0');
    const late = (it: Filed): string => amountText(new Exact(it.received).minus(early(it)));
    const numbered = this.numbered();
    const { number, supplier, date } = this.head;
    const documents = [
      { kind: 'receipt' as const, days: 3, quantity: early },
      { kind: 'receipt' as const, days: 7, quantity: late },
      { kind: 'return' as const, days: 9, quantity: (it: Filed) => it.returned },
    ];
    return documents
      .map(({ kind, days, quantity }) => ({
        kind,
        date: daysAfter(date, days),
        lines: numbered
          .map((it) => ({ orderLine: it.id, quantity: quantity(it), unit: it.unit }))
          .filter((it) => new Exact(it.quantity).gt(0)),
      }))
      .filter((document) => document.lines.length > 0)
      .map((document, index) => ({ ...document, number: String(firstNumber + index), order: number, supplier }));
  }

  /** Ids that invoices name are given first; the rest count in tens around them. */
  private numbered(): (Filed & { id: string })[] {
    const taken = new Set(this.lines.map(({ wantedId }) => wantedId));
    let next = 0;
    const free = (): string => {
      do next += 10;
      while (taken.has(String(next)));
      return String(next);
    };
    return this.lines.map((it) => ({ ...it, id: it.wantedId ?? free() }));
  }
}

const sum = (a: string, b: string): string => amountText(new Exact(a).plus(b));

const half = (quantity: string): string => {
  const part = new Exact(quantity).div(2);
  return amountText(new Exact(quantity).isInteger() ? part.floor() : part.toDecimalPlaces(3));
};
