import type { Invoice } from '../../../src/contracts/invoice';
import type { ErpSeed } from '../erp-seed';
import { Random } from '../random';
import { assignScenarios } from './assign-scenarios';
import { daysAfter } from './days';
import { addHistory } from './history';
import { inventedIban } from './iban';
import { agreeingLine, disturb, priceCanDiffer } from './line-in-books';
import type { LineInBooks } from './line-in-books';
import { OrderFile } from './order-file';
import { papersOf } from './paper';
import type { Paper } from './paper';
import { DEFAULT_MIX } from './scenario';
import type { Scenario, Variant } from './scenario';
import type { Seller } from './seller';
import { Exact, amountText } from './decimal';

export interface SeedOptions {
  /** By invoice, where one is wanted; the rest is dealt from the mix. */
  scenarios?: (Scenario | undefined)[];
  mix?: Record<Scenario, number>;
  seed: number;
}

/** What became of an invoice. It may differ from what was wanted where papers share a supplier, an order or a number. */
export interface Seeded {
  scenario: Scenario;
  variant?: Variant;
  /** The supplier's number in the books; absent for an unknown one. */
  supplier?: string;
  /** The order it belongs to; absent where there is none. */
  order?: string;
}

const DEPARTMENTS = ['purchasing', 'production', 'facilities', 'it'] as const;

/** Books in which each of the invoices meets its scenario. `scenarioOf` has an entry per invoice, in their order. */
export function seedFromInvoices(invoices: Invoice[], options: SeedOptions): { seed: ErpSeed; scenarioOf: Seeded[] } {
  const papers = papersOf(invoices);
  const random = new Random(options.seed, 'scenarios');
  const scenarios = assignScenarios(papers, options.scenarios ?? [], options.mix ?? DEFAULT_MIX, random);
  const seed: ErpSeed = { suppliers: [], orders: [], receipts: [], prices: [], invoices: [] };
  const scenarioOf: Seeded[] = [];

  for (const seller of new Set(papers.map((paper) => paper.seller))) {
    const own = papers.filter((paper) => paper.seller === seller);
    const scenario = (paper: Paper): Scenario => scenarios.get(paper) ?? 'clean';
    const known = !own.some((paper) => scenario(paper) === 'unknown-supplier');
    const supplier = known
      ? addSupplier(
          seed,
          seller,
          own.some((paper) => scenario(paper) === 'bank-change'),
          options.seed,
        )
      : undefined;
    const orders = new Map<string, OrderFile>();
    // What bills first, so that what credits finds its lines.
    const inOrder = [...own].sort((a, b) => Number(creditsOnly(a)) - Number(creditsOnly(b)));
    for (const paper of inOrder) {
      const chance = new Random(options.seed, `${paper.numberKey} ${paper.invoice.totals.payable}`);
      const variant = variantOf(scenario(paper), paper, new Random(options.seed, paper.orderKey));
      const seeded: Seeded = { scenario: scenario(paper), ...(variant && { variant }) };
      if (supplier) {
        seeded.supplier = supplier;
        addBookings(seed, paper, own, supplier, seeded.scenario);
      }
      if (supplier && seeded.scenario !== 'no-order') {
        const file = orders.get(paper.orderKey) ?? newOrder(paper, own, supplier, seeded.scenario, orders.size, chance);
        orders.set(paper.orderKey, file);
        fileLines(seed, file, paper, seeded, chance);
        seeded.order = file.head.number;
      }
      for (const position of paper.positions) scenarioOf[position] = seeded;
    }
    for (const file of orders.values()) {
      seed.orders.push(file.order());
      seed.receipts.push(
        ...file.receipts(new Random(options.seed, file.head.number), 5_000_000_001 + seed.receipts.length),
      );
    }
    if (supplier) addHistory(seed, supplier, new Random(options.seed, `history ${supplier}`));
  }
  return { seed, scenarioOf };
}

function addSupplier(seed: ErpSeed, seller: Seller, bankChange: boolean, salt: number): string {
  const id = String(104_711 + seller.key);
  const invented = inventedIban(new Random(salt, `account ${id}`));
  seed.suppliers.push({
    id,
    name: seller.name,
    ...(seller.vatId && { vatId: seller.vatId }),
    ...(seller.gln && { gln: seller.gln }),
    accounts: bankChange || seller.accounts.length === 0 ? [invented] : seller.accounts,
    blocked: false,
    email: seller.email ?? `supplier-${id}@suppliers.example`,
  });
  return id;
}

const creditsOnly = ({ invoice }: Paper): boolean =>
  invoice.lines.every((line) => agreeingLine(line, invoice.kind === 'credit-note').credited);

function variantOf(scenario: Scenario, { invoice }: Paper, random: Random): Variant | undefined {
  if (scenario === 'price') return random.pick(['contract-backs-invoice', 'contract-backs-order']);
  if (scenario === 'quantity' && invoice.kind === 'invoice')
    return random.pick(['short-received', 'rest-came', 'ordered-less']);
  return undefined;
}

/** The order of a paper without order number is the only open one of its supplier, so that it is found. */
function newOrder(
  paper: Paper,
  own: Paper[],
  supplier: string,
  scenario: Scenario,
  index: number,
  random: Random,
): OrderFile {
  const { currency, issueDate } = paper.invoice;
  const other = currency === 'USD' ? 'EUR' : 'USD';
  return new OrderFile({
    number: paper.orderNumber ?? `45${supplier}${String(index).padStart(2, '0')}`,
    supplier,
    currency: scenario === 'currency' ? other : currency,
    date: daysAfter(issueDate, -random.integer(12, 30)),
    open: paper.orderNumber === undefined || own.every((it) => it.orderNumber !== undefined),
    buyer: `${random.pick(DEPARTMENTS)}@buyer.example`,
  });
}

function fileLines(seed: ErpSeed, file: OrderFile, { invoice }: Paper, seeded: Seeded, random: Random): void {
  const creditNote = invoice.kind === 'credit-note';
  const lines = invoice.lines.map((line) => agreeingLine(line, creditNote));
  const worst = seeded.scenario === 'no-receipt' ? lines : heaviest(lines, seeded.scenario, creditNote);
  invoice.lines.forEach((line, index) => {
    const agreeing = lines[index];
    if (!agreeing) return;
    const disturbed = worst.includes(agreeing);
    const wanted = disturbed ? disturb(agreeing, seeded.scenario, seeded.variant, random) : agreeing;
    const held = file.add(wanted, line.orderLine, invoice);
    const price = seeded.variant === 'contract-backs-invoice' ? held.invoicedPrice : held.price;
    const { supplier, currency, date } = file.head;
    const listed = seed.prices.find((it) => it.supplier === supplier && it.item === held.item);
    // Where papers share an item, the one in dispute decides what the list says.
    if (listed && disturbed) listed.price = price;
    if (!listed) seed.prices.push({ supplier, item: held.item, price, currency, validFrom: daysAfter(date, -180) });
  });
}

/** The line with most money in it that can carry a difference; of a credit note one that credits, of an invoice one that bills. */
function heaviest(lines: LineInBooks[], scenario: Scenario, creditNote: boolean): LineInBooks[] {
  const weight = (it: LineInBooks): InstanceType<typeof Exact> => new Exact(it.price).times(it.ordered);
  const odd = (it: LineInBooks): number => Number(it.credited !== creditNote);
  const able = lines.filter((it) => (scenario === 'price' ? priceCanDiffer(it) : new Exact(it.ordered).gt(0)));
  return able.sort((a, b) => odd(a) - odd(b) || weight(b).cmp(weight(a))).slice(0, 1);
}

/** Earlier entries: those that the invoice refers to, and the invoice itself where it is a duplicate. */
function addBookings(seed: ErpSeed, { invoice }: Paper, own: Paper[], supplier: string, scenario: Scenario): void {
  const book = (number: string, date: string, amount: string): void => {
    if (seed.invoices.some((it) => it.supplier === supplier && it.number === number)) return;
    const id = String(seed.invoices.length + 1).padStart(6, '0');
    const entry = { id: `A${id}`, reference: '', supplier, number, date, amount, currency: invoice.currency };
    seed.invoices.push({ ...entry, state: 'posted', voucher: `A${id}` });
  };
  if (scenario === 'duplicate') book(invoice.number, invoice.issueDate, invoice.totals.payable);
  const gross = amountText(new Exact(invoice.totals.taxInclusive).abs());
  for (const number of invoice.precedingInvoices)
    if (!own.some((it) => it.invoice.number === number)) book(number, daysAfter(invoice.issueDate, -20), gross);
}
