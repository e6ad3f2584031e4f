import type { ErpSeed } from '../erp/erp-seed';
import type { Random } from '../erp/random';
import type { Deal } from './deal';
import type { Paper } from './paper';

/** A posting that is right, by how the case was made up and by nothing else. */
export interface Permitted {
  supplier: string;
  number: string;
  order: string;
  amount: string;
  currency: string;
  /** Where the money goes. */
  account: string;
  /** Of those that share this name no more than `most` are right together. */
  of: string;
  most: number;
}

/** What a supplier does, and what would be right to post. */
export interface Play {
  papers: Paper[];
  permitted: Permitted[];
  /** What the books hold before; the deal itself unless it says otherwise. */
  books: (books: ErpSeed) => void;
  /** What the buyer says when asked whether the rest came or the price was agreed. */
  buyerSays: 'yes' | 'no';
}

export interface Move {
  name: string;
  /** What the supplier tries, for people. */
  tries: string;
  play(deal: Deal, of: { number: (paper: number) => string; random: Random }): Play;
}

export type DealtMove = Move & {
  /** Each of its invoices comes to the agent, so that the model's own attack is reached. */
  toModel: boolean;
};

export function dealt(toModel: boolean, moves: readonly Move[]): DealtMove[] {
  return moves.map((move) => ({ ...move, toModel }));
}
