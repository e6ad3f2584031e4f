import type { ErpSeed } from '../../../../standins/erp/erp-seed';
import { Random } from '../../../../standins/erp/random';
import type { Told } from '../../../../standins/model/reasoners/one-call-reasoner';
import { addToBooks, dealOf, paperOf } from '../../../../standins/supplier/deal';
import { writeInvoice } from '../../../../standins/supplier/write-invoice';
import { down, faultClasses } from './fault-classes';
import type { FaultClass } from './fault-classes';
import type { Target, Trace } from './targets';

/** One step under one class of failure: a run of its own, with a supplier and an invoice of its own. */
export interface Cell extends Omit<Trace, 'run' | 'drafts'> {
  target: Target;
  faultClass: FaultClass;
  document: () => Buffer;
  /** Known once it is started. */
  run?: string;
  workflowId?: string;
  end?: string;
  /** What the model was told of its call. */
  told?: Told;
  /** The fault is over. */
  lifted: boolean;
  strikes: number;
  /** When an outage that it began is over, on the monotonic clock. */
  overAt?: number;
}

const DEARER = '1.15';

/** Each target under each class. An invoice leads through its step: one in order to the end, one that is too dear to the agent. */
export function makeCells(seed: number, targets: readonly Target[]): { cells: Cell[]; books: ErpSeed } {
  const books: ErpSeed = { suppliers: [], orders: [], receipts: [], prices: [], invoices: [] };
  const pairs = [...faultClasses, down].flatMap((faultClass) => targets.map((target) => ({ target, faultClass })));
  const cells = pairs.map(({ target, faultClass }, index): Cell => {
    const random = new Random(seed, `cell ${index}`);
    const deal = dealOf(index, random);
    addToBooks(books, deal);
    const number = `F${seed}-${String(index).padStart(4, '0')}`;
    const paper = paperOf(deal, number);
    const [first, ...others] = paper.lines;
    const dear = { ...first!, price: (Number(first!.price) * Number(DEARER)).toFixed(2) };
    const lines = toAgent(target) ? [dear, ...others] : paper.lines;
    const seller = { ...paper.seller, endpoint: paper.seller.vatId };
    const document = (): Buffer => Buffer.from(writeInvoice({ ...paper, lines, seller }, ['As agreed.'], random));
    return { target, faultClass, number, deal, document, lifted: false, strikes: 0 };
  });
  return { cells, books };
}

const toAgent = ({ byAgent, met }: Target): boolean => byAgent || met === 'model';
