import type { BookedInvoice } from '../../src/contracts/procurement';
import type { ErpSeed } from './erp-seed';

export interface NewDraft {
  reference: string;
  supplier: string;
  number: string;
  kind: 'invoice' | 'credit-note';
  date: string;
  order?: string | undefined;
  amount: string;
  invoiced: string;
  currency: string;
}

/** `opening` ones were there before anyone called. */
export type Entry = BookedInvoice & { opening: boolean; invoiced?: string };
export interface Hold {
  hold: string;
  supplier: string;
  number: string;
  reason: string;
  key: string;
}
export interface Dispute {
  dispute: string;
  supplier: string;
  number: string;
  text: string;
}

export interface BooksView {
  /** Posted by callers. */
  vouchers: Entry[];
  /** Made by callers and not posted. */
  drafts: Entry[];
  holds: Hold[];
  disputes: Dispute[];
  /** Invoices that were there from the start. */
  opening: Entry[];
  /** Supplier invoices with more than one voucher, opening ones included: what must never be. */
  doubles: { supplier: string; number: string; vouchers: string[] }[];
  counts: Record<'vouchers' | 'drafts' | 'holds' | 'disputes' | 'opening' | 'doubles', number>;
}

/** What the ERP knows. It has no duplicate check: like real ones, it posts whatever it is told to. */
export class Books {
  readonly entries: Entry[];
  private readonly holds: Hold[] = [];
  private readonly disputes: Dispute[] = [];
  private numbersGiven = 0;

  constructor(readonly seed: ErpSeed) {
    this.entries = seed.invoices.map((invoice) => ({ ...invoice, opening: true }));
  }

  addDraft(draft: NewDraft): Entry {
    const { order, ...rest } = draft;
    const id = `D${this.count()}`;
    const entry: Entry = { ...rest, ...(order ? { order } : {}), id, state: 'draft', opening: false };
    this.entries.push(entry);
    return entry;
  }

  draft(id: string): Entry | undefined {
    return this.entries.find((entry) => entry.id === id);
  }

  /** Posting what is posted changes nothing. */
  post(entry: Entry): string {
    entry.voucher ??= `V${this.count()}`;
    entry.state = 'posted';
    return entry.voucher;
  }

  holdUnder(key: string): Hold | undefined {
    return this.holds.find((hold) => hold.key === key);
  }

  addHold(hold: Omit<Hold, 'hold'>): Hold {
    const added = { ...hold, hold: `H${this.holds.length + 1}` };
    this.holds.push(added);
    return added;
  }

  addDispute(dispute: Omit<Dispute, 'dispute'>): Dispute {
    const added = { ...dispute, dispute: `R${this.disputes.length + 1}` };
    this.disputes.push(added);
    return added;
  }

  view(): BooksView {
    const lists = {
      vouchers: this.entries.filter((entry) => !entry.opening && entry.state === 'posted'),
      drafts: this.entries.filter((entry) => !entry.opening && entry.state === 'draft'),
      holds: this.holds,
      disputes: this.disputes,
      opening: this.entries.filter((entry) => entry.opening),
      doubles: this.doubles(),
    };
    return structuredClone({
      ...lists,
      counts: {
        vouchers: lists.vouchers.length,
        drafts: lists.drafts.length,
        holds: lists.holds.length,
        disputes: lists.disputes.length,
        opening: lists.opening.length,
        doubles: lists.doubles.length,
      },
    });
  }

  private doubles(): BooksView['doubles'] {
    const byNumber = new Map<string, BooksView['doubles'][number]>();
    for (const { supplier, number, state, voucher } of this.entries) {
      if (state !== 'posted') continue;
      const key = JSON.stringify([supplier, number]);
      const known = byNumber.get(key) ?? { supplier, number, vouchers: [] };
      byNumber.set(key, { ...known, vouchers: [...known.vouchers, voucher ?? ''] });
    }
    return [...byNumber.values()].filter(({ vouchers }) => vouchers.length > 1);
  }

  private count(): string {
    this.numbersGiven += 1;
    return String(this.numbersGiven).padStart(7, '0');
  }
}
