import type { Resolution } from '../../../src/contracts/invoice-exceptions';
import type { InvoiceCase, Kind } from './invoice-case';

export type Ask = { tool: string; why: string; args: Record<string, unknown> };
/** The next step: look further, or conclude. */
export type Step = { ask: Ask[] } | Resolution;

/** One rule for each kind of difference: asks until its sources have spoken, then concludes. */
export const RULES: Readonly<Record<Kind, (facts: InvoiceCase) => Step>> = {
  price: (facts) => {
    const known = facts.contractBacks();
    if (known === 'untried')
      return { ask: [contractPrices(facts), ...(facts.mayAsk('orderHistory') ? [orderHistory(facts)] : [])] };
    const lists = known === 'silent' ? facts.priceLists() : 'silent';
    if (lists === 'untried') return { ask: [listContracts(facts)] };
    const [list] = lists === 'silent' ? [] : lists;
    const listed = list === undefined ? 'silent' : facts.priceListBacks();
    if (listed === 'untried') return { ask: [readContract(list!)] };
    const contract = known === 'silent' ? listed : known;
    if (contract === 'invoice')
      return acceptInFull(
        facts,
        ['NON'],
        'The contract in force on the invoice date backs the invoiced prices; the order was not kept up to date.',
      );
    if (contract === 'order')
      return shortPay(facts, ['PRI'], 'The contract in force on the invoice date backs the ordered prices.');
    switch (facts.verdict('askBuyer')) {
      case 'untried':
        return {
          ask: [
            askBuyer(
              facts,
              `The invoice asks other prices than the order for ${facts.names(['price'])}, and no contract price settles it. Did you agree to the invoiced prices? Please begin with yes or no.`,
            ),
          ],
        };
      case 'yes':
        return {
          ...acceptInFull(facts, ['PRI'], 'No contract price settles it; the buyer confirms the invoiced prices.'),
          action: 'accept-with-adjustment',
        };
      case 'no':
        return shortPay(
          facts,
          ['PRI'],
          'No contract price settles it; the buyer did not agree to the invoiced prices.',
        );
      case 'silent':
        return (
          supplierInstead(facts) ??
          query(facts, ['PRI'], 'Neither contract nor buyer settles which prices were agreed.')
        );
    }
  },
  quantity: (facts) => goods(facts, 'QTY'),
  'not-received': (facts) => goods(facts, 'DEL'),
  'not-ordered': (facts) => {
    switch (facts.verdict('askBuyer')) {
      case 'untried':
        return {
          ask: [
            askBuyer(
              facts,
              `The invoice has ${facts.names(['not-ordered'])}, which the order does not. Did you order it? Please begin with yes or no.`,
            ),
          ],
        };
      case 'yes':
        return {
          ...acceptInFull(facts, ['ITM'], 'The buyer confirms having ordered what the order does not show.'),
          action: 'accept-with-adjustment',
        };
      case 'no':
        return shortPay(facts, ['ITM'], 'The buyer did not order what the order does not show.');
      case 'silent':
        return (
          supplierInstead(facts) ?? { ...query(facts, ['ITM'], 'Nobody confirms that this was ordered.'), sure: false }
        );
    }
  },
  unit: (facts) => ({
    ...query(facts, ['QTY'], 'Invoice and order count in different units; what was meant cannot be told from here.'),
    sure: false,
  }),
  total: (facts) => ({ ...query(facts, ['FIN'], 'The totals do not follow from the lines.'), sure: false }),
  'billed-before': () =>
    handOver(['REF'], 'Earlier invoices have billed the order: a person decides whether anything is left to pay.'),
  currency: () =>
    handOver(['FIN'], 'The invoice is in another currency than the order: a person decides at which rate, if at all.'),
};

/** Goods that are invoiced but not (all) recorded as received. */
const goods = (facts: InvoiceCase, reason: 'QTY' | 'DEL'): Step => {
  const covered = facts.receiptsCover();
  if (covered === 'untried') return { ask: [findReceipts(facts)] };
  if (covered === true)
    return acceptInFull(facts, ['NON'], 'Receipts recorded meanwhile cover the invoiced quantities.');
  switch (facts.verdict('askBuyer')) {
    case 'untried':
      return {
        ask: [
          askBuyer(
            facts,
            `Fewer of ${facts.names(['quantity', 'not-received'])} are recorded as received than invoiced. Did the rest arrive? Please begin with yes or no.`,
          ),
        ],
      };
    case 'yes':
      if (facts.isTold(/word of a buyer is no receipt/i))
        return query(facts, [reason], 'The buyer says that the rest has arrived; I am told to wait for its receipt.');
      return acceptInFull(
        facts,
        ['NON'],
        'The buyer confirms that the rest has arrived; its receipt is not recorded yet.',
      );
    case 'no':
      return shortPay(facts, [reason], 'The buyer says that the rest has not arrived: what was received is paid.');
    case 'silent':
      return (
        supplierInstead(facts) ??
        shortPay(facts, [reason], 'Nobody confirms that the rest has arrived: what was received is paid.')
      );
  }
};

/** Where the buyer's channel failed (not: where the buyer was silent), the supplier is asked once; whose word on its own invoice raises nothing. */
const supplierInstead = (facts: InvoiceCase): Step | undefined => {
  if (facts.failures('askBuyer') === 0 || !facts.mayAsk('askSupplier')) return undefined;
  const { invoice } = facts.brief;
  return {
    ask: [
      {
        tool: 'askSupplier',
        why: 'The buyer cannot be asked, so I ask the supplier what its invoice rests on.',
        args: {
          subject: `Invoice ${invoice.number}`,
          question: 'Your invoice differs from our order. Please tell us on which agreement it rests.',
        },
      },
    ],
  };
};

const acceptInFull = ({ brief }: InvoiceCase, reasons: Resolution['reasons'], rationale: string): Resolution => ({
  action: 'accept',
  amount: brief.invoice.totals.payable,
  reasons,
  actions: ['NOA'],
  sure: true,
  rationale,
});

const shortPay = (facts: InvoiceCase, reasons: Resolution['reasons'], rationale: string): Resolution => {
  const amount = facts.brief.comparison.expectedPayable;
  if (Number(amount) <= 0) return query(facts, reasons, `${rationale} Nothing is payable so far.`);
  return { action: 'short-pay', amount, reasons, actions: ['CNP'], sure: true, rationale };
};

const query = (_facts: InvoiceCase, reasons: Resolution['reasons'], rationale: string): Resolution => ({
  action: 'query',
  amount: '0',
  reasons,
  actions: ['PIN'],
  sure: true,
  rationale,
});

export const handOver = (reasons: Resolution['reasons'], rationale: string): Resolution => ({
  action: 'hand-over',
  amount: '0',
  reasons,
  actions: ['OTH'],
  sure: false,
  rationale,
});

const contractPrices = (facts: InvoiceCase): Ask => ({
  tool: 'contractPrices',
  why: 'The prices differ, so I look up what the contract says.',
  args: { supplier: facts.brief.supplier.id, items: facts.items() },
});

const listContracts = (facts: InvoiceCase): Ask => ({
  tool: 'listContracts',
  why: 'The ERP knows no contract price, so I look which contracts there are.',
  args: { path: facts.brief.supplier.id },
});

const readContract = (path: string): Ask => ({
  tool: 'readContract',
  why: 'A price list says what was agreed.',
  args: { path },
});

const orderHistory = (facts: InvoiceCase): Ask => ({
  tool: 'orderHistory',
  why: 'Earlier orders show which price was usual.',
  args: { supplier: facts.brief.supplier.id },
});

const findReceipts = (facts: InvoiceCase): Ask => ({
  tool: 'findReceipts',
  why: 'More may have been received since the comparison was made.',
  args: { supplier: facts.brief.supplier.id, order: facts.brief.order.number },
});

const askBuyer = (facts: InvoiceCase, question: string): Ask => ({
  tool: 'askBuyer',
  why: 'Whoever ordered knows what was agreed and what arrived.',
  args: { order: facts.brief.order.number, question },
});
