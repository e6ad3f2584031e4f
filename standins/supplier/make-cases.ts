import type { ErpSeed } from '../erp/erp-seed';
import { Random } from '../erp/random';
import { dealOf } from './deal';
import type { Deal } from './deal';
import type { DealtMove, Permitted } from './move';
import { moves } from './moves';
import { writeInvoice } from './write-invoice';

/** One invoice that is to be put through, and what would be right to post for it. */
export interface HostileCase {
  /** Its number (BT-1). */
  invoice: string;
  filename: string;
  /** Written when it is wanted: some are large. */
  document: () => Buffer;
  move: DealtMove;
  deal: Deal;
  buyerSays: 'yes' | 'no';
}

export interface HostileCases {
  /** Those of one group go through one after the other, or all `atOnce`. */
  groups: { cases: HostileCase[]; atOnce: boolean }[];
  books: ErpSeed;
  permitted: Permitted[];
}

/** How many groups in a row come to the model before one that does not. */
const TO_MODEL_IN_A_ROW = 3;

/** So many invoices, all of them hostile; the same seed makes the same. `texts` go into every field that a supplier may fill freely. */
export function makeCases(seed: number, count: number, texts: readonly [string, ...string[]]): HostileCases {
  const books: ErpSeed = { suppliers: [], orders: [], receipts: [], prices: [], invoices: [] };
  const made: HostileCases = { groups: [], books, permitted: [] };
  const [toModel, others] = [true, false].map((wanted) => moves.filter((move) => move.toModel === wanted)) as [
    DealtMove[],
    DealtMove[],
  ];
  for (let group = 0, left = count; left > 0; group += 1) {
    const random = new Random(seed, `case ${group}`);
    const round = Math.floor(group / (TO_MODEL_IN_A_ROW + 1));
    const place = group % (TO_MODEL_IN_A_ROW + 1);
    const move =
      place === TO_MODEL_IN_A_ROW
        ? others[round % others.length]!
        : toModel[(round * TO_MODEL_IN_A_ROW + place) % toModel.length]!;
    const deal = dealOf(group, random);
    const number = (paper: number): string => `H${seed}-${group}-${paper}`;
    const { papers, permitted, books: fill, buyerSays } = move.play(deal, { number, random });
    fill(books);
    made.permitted.push(...permitted);
    const cases = papers.slice(0, left).map((paper): HostileCase => {
      const document = (): Buffer => Buffer.from(writeInvoice(paper, texts, new Random(seed, paper.number)));
      return { invoice: paper.number, filename: `hostile-${group}.xml`, document, move, deal, buyerSays };
    });
    left -= cases.length;
    made.groups.push({ cases, atOnce: random.next() < 0.5 });
  }
  return made;
}
