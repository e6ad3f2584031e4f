import { Random } from '../../standins/erp/random';
import type { ErpSeed } from '../../standins/erp/erp-seed';
import { addToBooks, dealOf, paperOf } from '../../standins/supplier/deal';
import type { Deal } from '../../standins/supplier/deal';
import { payableFor } from '../../standins/supplier/paper';
import type { Paper } from '../../standins/supplier/paper';
import { writeInvoice } from '../../standins/supplier/write-invoice';

export interface Case {
  index: number;
  kind: 'in order' | 'large' | 'dear' | 'short';
  supplier: string;
  number: string;
  order: string;
  payable: string;
  document: () => Buffer;
}

/** What an invoice is like: in order, so large that a person looks, dearer than agreed, or for more than came; the last two come to the agent. */
const kinds: [Case['kind'], ...Case['kind'][]] = ['in order', 'in order', 'large', 'dear', 'short'];

/** Invoices, each of a supplier and an order of its own, and the books that they are about. */
export function makeCases(seed: number, count: number): { cases: Case[]; books: ErpSeed } {
  const books: ErpSeed = { suppliers: [], orders: [], receipts: [], prices: [], invoices: [] };
  const cases = Array.from({ length: count }, (_, index): Case => {
    const random = new Random(seed, `chaos ${index}`);
    const kind = kinds[index % kinds.length]!;
    const deal = change({ ...dealOf(index, random), currency: 'EUR' }, kind);
    addToBooks(books, deal);
    const number = `C${seed}-${String(index).padStart(5, '0')}`;
    const honest = paperOf(deal, number);
    const [first, ...others] = honest.lines;
    const lines =
      kind === 'dear' ? [{ ...first!, price: (Number(first!.price) * 1.15).toFixed(2) }, ...others] : honest.lines;
    const paper: Paper = { ...honest, lines, seller: { ...honest.seller, endpoint: honest.seller.vatId } };
    const document = (): Buffer => Buffer.from(writeInvoice(paper, ['As agreed.'], new Random(seed, number)));
    return {
      ...{ index, kind, number, document },
      ...{ supplier: deal.supplier.id, order: deal.order, payable: payableFor(lines) },
    };
  });
  return { cases, books };
}

function change(deal: Deal, kind: Case['kind']): Deal {
  switch (kind) {
    case 'large':
      return {
        ...deal,
        lines: deal.lines.map((line) => ({ ...line, ordered: line.ordered * 40, received: line.ordered * 40 })),
      };
    case 'short':
      return { ...deal, lines: deal.lines.map((line) => ({ ...line, received: Math.ceil(line.ordered / 2) })) };
    default:
      return deal;
  }
}
