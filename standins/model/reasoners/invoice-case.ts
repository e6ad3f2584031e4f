import Decimal from 'decimal.js';
import { ResolveBrief, type Difference } from '../../../src/contracts/invoice-exceptions';
import type { ContractPrice, Receipt } from '../../../src/contracts/procurement';
import { complains, findObject, type Conversation, type Used } from './conversation';

export type Kind = Difference['kind'];
/** What a source said: `untried`, `silent` (it failed, or left the question open), or its answer. */
export type Heard<T> = 'untried' | 'silent' | T;

/** From the worst to the mildest: where several kinds meet, the worst decides. */
const SEVERITY: readonly Kind[] = [
  'currency',
  'billed-before',
  'not-ordered',
  'total',
  'unit',
  'not-received',
  'quantity',
  'price',
];

/** Sources that may be missing. */
const OPTIONAL: readonly string[] = ['orderHistory', 'listContracts', 'readContract'];

/** The exception as far as the conversation tells it. Whatever text suppliers, buyers or documents contain is read as data only. */
export class InvoiceCase {
  readonly kinds: readonly Kind[];
  private constructor(
    readonly brief: ResolveBrief,
    private readonly conversation: Conversation,
  ) {
    const present = new Set(brief.comparison.differences.map((difference) => difference.kind));
    this.kinds = SEVERITY.filter((kind) => present.has(kind));
  }

  static read(conversation: Conversation): InvoiceCase | undefined {
    const found = findObject(conversation.opening, (value) => 'invoice' in value && 'comparison' in value);
    const parsed = ResolveBrief.safeParse(found);
    return parsed.success ? new InvoiceCase(parsed.data, conversation) : undefined;
  }

  get worst(): Kind | undefined {
    return this.kinds[0];
  }

  /** A source that matters had nothing but a failure to give. Earlier orders only illustrate, and not everybody has a folder of contracts. */
  get hampered(): boolean {
    const tools = new Set(
      this.conversation.used.map((use) => use.tool).filter((tool) => this.has(tool) && !OPTIONAL.includes(tool)),
    );
    return [...tools].some((tool) => this.usesOf(tool).at(-1)?.failed === true);
  }

  /** Whether a correction says so. Of guidance it understands what its rules look for, and nothing else. */
  isTold(words: RegExp): boolean {
    return this.conversation.guidance.some((text) => words.test(text));
  }

  has(tool: string): boolean {
    return this.conversation.tools.has(tool);
  }

  /** Whether to ask this source now: never asked, or asked once in a wrong form. */
  mayAsk(tool: string): boolean {
    const uses = this.usesOf(tool);
    return this.has(tool) && (uses.length === 0 || (uses.length === 1 && uses.every(complains)));
  }

  failures(tool: string): number {
    return this.usesOf(tool).filter((use) => use.failed).length;
  }

  /** yes, no, or silent. */
  verdict(tool: 'askBuyer' | 'askSupplier'): Heard<'yes' | 'no'> {
    const heard = this.heard(tool);
    if (typeof heard === 'string') return heard;
    const answer = typeof heard.answer === 'string' ? heard.answer.trim() : '';
    if (/^(yes|yep|ja|oui|confirmed|correct)\b/i.test(answer)) return 'yes';
    return /^(no|nope|nein|non|not)\b/i.test(answer) ? 'no' : 'silent';
  }

  /** Whose price the contract in force on the day of the invoice backs, over all lines that differ in price. */
  contractBacks(): Heard<'invoice' | 'order'> {
    const heard = this.heard('contractPrices');
    if (typeof heard === 'string') return heard;
    return this.backedBy((Array.isArray(heard.prices) ? heard.prices : []) as ContractPrice[]);
  }

  /** The same by the price list in the supplier's folder: lines of item; price; currency; from; until. */
  priceListBacks(): Heard<'invoice' | 'order'> {
    const heard = this.heard('readContract');
    if (typeof heard === 'string') return heard;
    const prices = contentOf(heard)
      .split('\n')
      .map((line) => line.split(';').map((cell) => cell.trim()))
      .filter(([, price = '']) => /^\d+(\.\d+)?$/.test(price))
      .map(([item, price, currency, validFrom, validTo]) => ({ item, price, currency, validFrom, validTo }));
    return this.backedBy(prices as ContractPrice[]);
  }

  /** Price lists among the supplier's contracts, as they are asked for. */
  priceLists(): Heard<string[]> {
    const heard = this.heard('listContracts');
    if (typeof heard === 'string') return heard;
    const names = [...contentOf(heard).matchAll(/^\[FILE\] (.*\.csv)$/gm)].map(([, name]) => name!);
    return names.map((name) => `${this.brief.supplier.id}/${name}`);
  }

  private backedBy(prices: readonly ContractPrice[]): Heard<'invoice' | 'order'> {
    const { invoice } = this.brief;
    const backed = this.priceLines().map(({ item, invoiced, ordered }) => {
      const inForce = prices.find(
        (price) =>
          price.item === item &&
          price.currency === invoice.currency &&
          price.validFrom <= invoice.issueDate &&
          (price.validTo || '9999-12-31') >= invoice.issueDate,
      );
      if (!inForce) return undefined;
      if (new Decimal(inForce.price).equals(invoiced)) return 'invoice';
      return new Decimal(inForce.price).equals(ordered) ? 'order' : undefined;
    });
    const [first] = backed;
    return first !== undefined && backed.every((side) => side === first) ? first : 'silent';
  }

  /** Whether receipts, as they stand now, cover what is invoiced. */
  receiptsCover(): Heard<boolean> {
    const heard = this.heard('findReceipts');
    if (typeof heard === 'string') return heard;
    const receipts = (Array.isArray(heard.receipts) ? heard.receipts : []) as Receipt[];
    return this.differing(['quantity', 'not-received']).every((line) => {
      const received = receipts.reduce((sum, receipt) => {
        const ours = receipt.lines.filter((entry) => entry.orderLine === line.orderLine);
        const quantity = ours.reduce((total, entry) => total.plus(entry.quantity), new Decimal(0));
        return receipt.kind === 'return' ? sum.minus(quantity) : sum.plus(quantity);
      }, new Decimal(0));
      return received.gte(line.invoicedQuantity);
    });
  }

  items(): string[] {
    return this.priceLines().map(({ item }) => item);
  }

  names(kinds: readonly Kind[]): string {
    const names = this.differing(kinds).map((line) => line.name);
    return names.length > 0 ? names.join(', ') : 'the invoiced lines';
  }

  private priceLines(): { item: string; invoiced: string; ordered: string }[] {
    return this.differing(['price']).flatMap((line) => {
      const ordered = this.brief.order.lines.find((entry) => entry.id === line.orderLine);
      return ordered
        ? [{ item: ordered.item, invoiced: line.invoicedPrice, ordered: line.orderedPrice ?? ordered.price }]
        : [];
    });
  }

  private differing(kinds: readonly Kind[]): ResolveBrief['comparison']['lines'] {
    const { differences, lines } = this.brief.comparison;
    const ids = differences
      .filter((difference) => kinds.includes(difference.kind))
      .map((difference) => difference.line);
    return lines.filter((line) => ids.includes(line.line));
  }

  private usesOf(tool: string): Used[] {
    return this.conversation.used.filter((use) => use.tool === tool);
  }

  private heard(tool: string): Heard<Record<string, unknown>> {
    if (!this.has(tool)) return 'silent';
    const good = this.usesOf(tool).findLast((use) => !use.failed);
    if (good) return good.value ?? 'silent';
    return this.mayAsk(tool) ? 'untried' : 'silent';
  }
}

/** What the filesystem server reads out. */
const contentOf = (heard: Record<string, unknown>): string => {
  const { content } = (heard.structured ?? {}) as { content?: unknown };
  return typeof content === 'string' ? content : '';
};
