import type { Random } from '../random';
import { Exact } from './decimal';
import { agreeingLine, priceCanDiffer } from './line-in-books';
import type { Paper } from './paper';
import { SCENARIOS } from './scenario';
import type { Scenario } from './scenario';
import { mistakable, nameless } from './seller';

/**
 * A scenario for each paper: the wanted one where there is one, else dealt from the mix.
 * Some hold for more than one paper: those of a supplier, of one order, of one invoice number. The first paper decides, the others share;
 * where a scenario is impossible (a wrong price where all are zero, a changed account where none is given) it is `clean`.
 */
export function assignScenarios(
  papers: Paper[],
  wanted: (Scenario | undefined)[],
  mix: Record<Scenario, number>,
  random: Random,
): Map<Paper, Scenario> {
  const assigned = new Map<Paper, Scenario>();
  const bySeller = new Map<number, Scenario>();
  const byOrder = new Map<string, Scenario>();
  const byNumber = new Map<string, Scenario>();

  const possible = (paper: Paper, scenario: Scenario): boolean => {
    if (nameless(paper.seller)) return scenario === 'unknown-supplier';
    const seller = bySeller.get(paper.seller.key);
    const order = byOrder.get(paper.orderKey);
    const number = byNumber.get(paper.numberKey);
    switch (scenario) {
      case 'unknown-supplier':
        return (seller ?? scenario) === scenario && !papers.some((it) => takenFor(paper, it));
      case 'bank-change':
        return (seller ?? scenario) === scenario && paper.invoice.accounts.length > 0;
      case 'duplicate':
        return (seller ?? 'clean') === 'clean' && (order ?? 'clean') === 'clean' && (number ?? scenario) === scenario;
      case 'clean':
      case 'no-order':
      case 'no-receipt':
      case 'currency':
      case 'price':
      case 'quantity':
        return (
          (seller ?? 'clean') === 'clean' &&
          (order ?? scenario) === scenario &&
          (number ?? 'clean') === 'clean' &&
          feasible(paper, scenario)
        );
    }
  };
  const assign = (paper: Paper, scenario: Scenario): void => {
    assigned.set(paper, scenario);
    const ofSeller = scenario === 'unknown-supplier' || scenario === 'bank-change';
    if (!bySeller.has(paper.seller.key)) bySeller.set(paper.seller.key, ofSeller ? scenario : 'clean');
    if (!byNumber.has(paper.numberKey)) byNumber.set(paper.numberKey, scenario === 'duplicate' ? scenario : 'clean');
    if (!byOrder.has(paper.orderKey))
      byOrder.set(paper.orderKey, ofSeller || scenario === 'duplicate' ? 'clean' : scenario);
  };
  /** What earlier papers leave open, hardest first. */
  const settled = (paper: Paper): Scenario | undefined => {
    const seller = bySeller.get(paper.seller.key);
    if (nameless(paper.seller) || seller === 'unknown-supplier') return 'unknown-supplier';
    if (seller === 'bank-change') return paper.invoice.accounts.length > 0 ? seller : 'clean';
    if (byNumber.get(paper.numberKey) === 'duplicate') return 'duplicate';
    const order = byOrder.get(paper.orderKey);
    return order && order !== 'clean' ? (feasible(paper, order) ? order : 'clean') : undefined;
  };

  for (const paper of papers) {
    const wish = paper.positions.map((position) => wanted[position]).find((it) => it !== undefined);
    if (wish) assign(paper, settled(paper) ?? (possible(paper, wish) ? wish : 'clean'));
  }
  const open = papers.filter((paper) => !assigned.has(paper));
  const deck = random.shuffle(deal(mix, open.length));
  for (const paper of open) {
    const scenario = settled(paper) ?? deck.find((it) => possible(paper, it)) ?? 'clean';
    const drawn = deck.indexOf(scenario);
    if (drawn >= 0) deck.splice(drawn, 1);
    assign(paper, scenario);
  }
  return assigned;
}

const takenFor = (paper: Paper, other: Paper): boolean =>
  other.seller !== paper.seller && !nameless(other.seller) && mistakable(paper.seller, other.seller);

/** Whether the paper has a line that can carry it. Of what an invoice credits nobody asks whether it came. */
function feasible({ invoice }: Paper, scenario: Scenario): boolean {
  const creditNote = invoice.kind === 'credit-note';
  const lines = invoice.lines.map((line) => agreeingLine(line, creditNote));
  switch (scenario) {
    case 'price':
      return lines.some(priceCanDiffer);
    case 'quantity':
    case 'no-receipt':
      return lines.some((line) => line.credited === creditNote && new Exact(line.ordered).gt(0));
    case 'clean':
    case 'no-order':
    case 'unknown-supplier':
    case 'bank-change':
    case 'duplicate':
    case 'currency':
      return true;
  }
}

/** So many of each as their shares ask for, by largest remainder. */
function deal(mix: Record<Scenario, number>, count: number): Scenario[] {
  const sum = SCENARIOS.reduce((total, it) => total + mix[it], 0);
  if (sum <= 0) return [];
  const quotas = SCENARIOS.map((scenario) => ({ scenario, quota: (mix[scenario] / sum) * count }));
  const deck = quotas.flatMap(({ scenario, quota }) => Array<Scenario>(Math.floor(quota)).fill(scenario));
  const byRemainder = quotas.sort((a, b) => (b.quota % 1) - (a.quota % 1));
  return [...deck, ...byRemainder.slice(0, count - deck.length).map(({ scenario }) => scenario)];
}
