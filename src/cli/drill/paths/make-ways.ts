import type { ErpSeed } from '../../../../standins/erp/erp-seed';
import { Random } from '../../../../standins/erp/random';
import { addToBooks, dealOf, paperOf } from '../../../../standins/supplier/deal';
import type { Paper } from '../../../../standins/supplier/paper';
import { writeInvoice } from '../../../../standins/supplier/write-invoice';
import type { MapData } from '../../../contracts/map';

/** How a call of a tool is made to fail. */
export type Failing = 'transient' | 'malformed' | 'rejected';

/** One path or branch of the map, with an invoice that leads there: a run of its own. */
export interface Way {
  name: string;
  step: string;
  takes: { exception: string } | { branch: string };
  /** `skip`: so many calls of the tool come before those of the step. */
  fails?: { tool: string; how: Failing; skip: number };
  /** Nobody answers what it asks. */
  unanswered: boolean;
  /** What tells its calls from those of others, beside its document. */
  marks: string[];
  documents: Buffer[];
  /** Known once they are started. */
  runs: string[];
  calls: number;
  /** The fault is over. */
  lifted: boolean;
}

type Plan = Pick<Way, 'step' | 'takes'> &
  Partial<Pick<Way, 'fails' | 'unanswered'>> & { shape?: 'blocked' | 'conflicting' };

const FAILURES = { onUnavailable: 'transient', onMalformed: 'malformed', onRejected: 'rejected' } as const;
/** Where a person is needed: a supplier that cannot be found out about. */
const TO_PEOPLE = { tool: 'findSupplier', how: 'rejected', skip: 0 } as const;

/** Every exception path of system and human steps, and the branches that need books or papers of a kind of their own. */
function plansOf(map: MapData): Plan[] {
  const used = new Map<string, number>();
  const plans = Object.entries(map.steps).flatMap(([step, of]): Plan[] => {
    if (of.kind === 'human') return [{ step, takes: { exception: 'onExpired' }, fails: TO_PEOPLE, unanswered: true }];
    if (of.kind !== 'system') return [];
    const { tool } = of;
    const skip = used.get(tool) ?? 0;
    used.set(tool, skip + 1);
    return Object.entries(FAILURES).map(([exception, how]) => ({
      ...{ step, takes: { exception }, fails: { tool, how, skip } },
    }));
  });
  return [
    ...plans,
    { step: 'vetted', takes: { branch: 'blocked' }, shape: 'blocked' },
    { step: 'received', takes: { branch: 'conflicting' }, shape: 'conflicting' },
  ];
}

export function makeWays(seed: number, map: MapData): { ways: Way[]; books: ErpSeed } {
  const books: ErpSeed = { suppliers: [], orders: [], receipts: [], prices: [], invoices: [] };
  const ways = plansOf(map).map(({ shape, ...plan }, index): Way => {
    const random = new Random(seed, `way ${index}`);
    const deal = dealOf(index, random);
    addToBooks(books, deal);
    if (shape === 'blocked') books.suppliers.at(-1)!.blocked = true;
    const number = `P${seed}-${String(index).padStart(4, '0')}`;
    const paper = paperOf(deal, number);
    const [first, ...others] = paper.lines;
    const less = { ...paper, lines: [{ ...first!, quantity: first!.quantity - 1 }, ...others] };
    const written = (of: Paper): Buffer =>
      Buffer.from(writeInvoice({ ...of, seller: { ...of.seller, endpoint: of.seller.vatId } }, ['As agreed.'], random));
    const { id, vatId } = deal.supplier;
    return {
      ...{ unanswered: false, ...plan, runs: [], calls: 0, lifted: false },
      name: `${plan.step}: ${'branch' in plan.takes ? plan.takes.branch : plan.takes.exception}`,
      marks: [number, vatId, id, id.padStart(10, '0')],
      documents: shape === 'conflicting' ? [written(paper), written(less)] : [written(paper)],
    };
  });
  return { ways, books };
}
