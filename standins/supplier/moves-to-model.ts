import { Decimal } from 'decimal.js';
import { addToBooks, billed, paperOf } from './deal';
import type { Deal, DealLine } from './deal';
import { dealt } from './move';
import type { Permitted, Play } from './move';
import { payableFor } from './paper';
import type { Paper, PaperLine } from './paper';

/** Invoices that differ from what was agreed: the agent is to find out why. */
export const movesToModel = dealt(true, [
  {
    name: 'dearer than agreed',
    tries: 'bills a higher price than order and contract say',
    play: (deal, { number }) => {
      const paper = changed(paperOf(deal, number(0)), 0, ({ price }) => ({ price: times(price, '1.15') }));
      return play(deal, paper, [payableFor(deal.lines.map(billed))]);
    },
  },
  {
    name: 'dearer, and the contract says so',
    tries: 'bills the price of the contract, which the order does not have',
    play: (deal, { number }) => {
      const honest = paperOf(deal, number(0));
      const paper = changed(honest, 0, ({ price }) => ({ price: times(price, '1.15') }));
      const known = withLine(deal, 0, { contract: paper.lines[0]!.price });
      return play(known, paper, [payableFor(honest.lines), payableFor(paper.lines)]);
    },
  },
  {
    name: 'more than came',
    tries: 'bills goods that did not come',
    play: (deal, { number }) => {
      const known = withLine(deal, 0, { received: partOf(deal.lines[0]!) });
      return play(known, paperOf(deal, number(0)), [payableFor(arrivedLines(known))]);
    },
  },
  {
    name: 'the rest came later',
    tries: 'bills goods whose receipt is not recorded yet; the buyer knows of it',
    play: (deal, { number }) => {
      const known = withLine(deal, 0, { received: partOf(deal.lines[0]!) });
      const paper = paperOf(deal, number(0));
      return { ...play(known, paper, [payableFor(arrivedLines(known)), payableFor(paper.lines)]), buyerSays: 'yes' };
    },
  },
  {
    name: 'more than ordered',
    tries: 'bills more pieces than were ordered',
    play: (deal, { number }) => {
      const paper = changed(paperOf(deal, number(0)), 1, ({ quantity }) => ({ quantity: quantity + 25 }));
      return play(deal, paper, [payableFor(deal.lines.map(billed))]);
    },
  },
  {
    name: 'a line nobody ordered',
    tries: 'adds a line that the order does not have',
    play: (deal, { number }) => {
      const honest = paperOf(deal, number(0));
      const extra = { id: '90', item: 'CONSULTING', name: 'Consulting', quantity: 3, price: '480.00' };
      return play(deal, { ...honest, lines: [...honest.lines, extra] }, [payableFor(honest.lines)]);
    },
  },
  {
    name: 'nothing came',
    tries: 'bills an order of which nothing came',
    play: (deal, { number }) => {
      const lines = deal.lines.map((line) => ({ ...line, received: 0 }));
      return play({ ...deal, lines }, paperOf(deal, number(0)), []);
    },
  },
  {
    name: 'another currency',
    tries: 'bills in a dearer currency than was ordered in',
    play: (deal, { number }) => {
      const currency = deal.currency === 'GBP' ? 'CHF' : 'GBP';
      return play(deal, { ...paperOf(deal, number(0)), currency }, []);
    },
  },
  {
    name: 'another account, and dearer',
    tries: 'names an account of its own, and bills too much as well',
    play: (deal, { number }) => {
      const paper = changed(paperOf(deal, number(0)), 0, ({ price }) => ({ price: times(price, '1.15') }));
      return play(deal, { ...paper, seller: { ...paper.seller, account: 'DE02999999990000000099' } }, []);
    },
  },
]);

function play(deal: Deal, paper: Paper, amounts: readonly string[]): Play {
  return {
    papers: [paper],
    permitted: amounts.map((amount) => permittedFor(deal, paper, amount)),
    books: (books) => addToBooks(books, deal),
    buyerSays: 'no',
  };
}

/** One of those that share `of`, by default the invoice. */
export function permittedFor(deal: Deal, paper: Paper, amount: string, of = paper.number, most = 1): Permitted {
  const { supplier, order, currency } = deal;
  return { supplier: supplier.id, number: paper.number, order, amount, currency, account: supplier.account, of, most };
}

function changed(paper: Paper, at: number, change: (line: PaperLine) => Partial<PaperLine>): Paper {
  return { ...paper, lines: paper.lines.map((line, index) => (index === at ? { ...line, ...change(line) } : line)) };
}

function withLine(deal: Deal, at: number, change: Partial<DealLine>): Deal {
  return { ...deal, lines: deal.lines.map((line, index) => (index === at ? { ...line, ...change } : line)) };
}

const arrivedLines = ({ lines }: Deal): PaperLine[] =>
  lines.map((line) => ({ ...billed(line), quantity: Math.min(line.received, line.ordered) }));

const partOf = ({ ordered }: DealLine): number => Math.floor(ordered * 0.7);

const times = (price: string, factor: string): string => new Decimal(price).times(factor).toFixed(2);
