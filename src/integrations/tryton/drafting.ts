import { z } from 'zod';
import type { Posting } from '../../contracts/invoice-exceptions';
import type { Call } from '../http/call';
import { SystemError } from '../system-error';
import { date, decimal } from './encoding';
import { CurrencyOf, Id } from './fields';
import { linesToBill, NoSuchLines } from './lines-to-bill';
import type { BilledLine } from './lines-to-bill';
import { orderedLines } from './ordered-lines';
import type { TrytonLine } from './ordered-lines';
import { refuseSecond } from './refuse-second';
import type { Rpc } from './rpc';

const Purchase = z.object({
  id: Id,
  party: Id,
  invoice_party: Id.nullish(),
  currency: Id,
  'currency.': CurrencyOf,
  payment_term: Id.nullish(),
  invoice_method: z.string(),
});

/** What Tryton fills in once a party, or a product, is chosen. */
const OfParty = z.tuple([
  z.object({ invoice_address: Id, journal: Id, account: Id.optional(), payment_term: Id.nullish() }),
]);
const OfProduct = z.tuple([z.object({ account: Id })]);

/** Makes the draft of a supplier invoice, under our reference as its description, in one request. */
export async function draftInvoice(
  rpc: Rpc,
  posting: Posting,
  reference: string,
  call?: Call,
): Promise<{ draft: string }> {
  const company = await rpc.company(call);
  const purchase = await purchaseOf(rpc, company, posting, call);
  if (purchase['currency.'] !== posting.currency)
    throw rejected(
      `Order ${posting.order} is in ${purchase['currency.']} in Tryton, and the invoice in ${posting.currency}. A person has to enter it.`,
    );
  await refuseSecond(rpc, posting, undefined, call);
  const billed = billedLines(await orderedLines(rpc, purchase.id, call), posting);
  const party = purchase.invoice_party ?? purchase.party;
  const given = { type: 'in', company, party };
  const [filled] = await rpc.read('model.account.invoice.on_change', [given, ['type', 'party']], OfParty, call);
  const accounts = await accountsOf(rpc, billed, given, call);
  const owner = { company, currency: purchase.currency };
  const tied = posting.kind === 'invoice' || purchase.invoice_method !== 'order';
  const invoice = {
    ...given,
    reference: posting.number,
    description: reference,
    invoice_date: date(posting.date),
    currency: purchase.currency,
    journal: filled.journal,
    invoice_address: filled.invoice_address,
    account: filled.account ?? (await payable(rpc, company, call)),
    payment_term: purchase.payment_term ?? filled.payment_term ?? null,
    lines: [['create', billed.map((line, at) => ({ ...owner, ...lineOf(line, accounts[at]!, tied) }))]],
  };
  const [id] = await rpc.write('model.account.invoice.create', [[invoice]], z.tuple([Id]), call);
  return { draft: String(id) };
}

async function purchaseOf(
  rpc: Rpc,
  company: number,
  { supplier, order }: Posting,
  call?: Call,
): Promise<z.output<typeof Purchase>> {
  const domain = [
    ['company', '=', company],
    ['party.code', '=', supplier],
    ['number', '=', order],
    ['state', 'in', ['confirmed', 'processing', 'done']],
  ];
  const fields = ['party', 'invoice_party', 'currency', 'currency.code', 'payment_term', 'invoice_method'];
  const [purchase] = await rpc.search('purchase.purchase', domain, fields, Purchase, call);
  if (purchase) return purchase;
  throw rejected(`Tryton has no confirmed order ${order} of supplier ${supplier}.`);
}

type Billed = BilledLine & { order?: TrytonLine };

function billedLines(ordered: readonly TrytonLine[], { amount, kind, order }: Posting): Billed[] {
  try {
    return linesToBill(ordered, amount, kind) as Billed[];
  } catch (error) {
    if (!(error instanceof NoSuchLines)) throw error;
    throw rejected(`The invoice cannot be entered in Tryton against order ${order}. ${error.message}`);
  }
}

/** The account of each line; what the order does not explain goes where its first line goes. */
async function accountsOf(rpc: Rpc, billed: readonly Billed[], given: object, call?: Call): Promise<number[]> {
  const byCategory = new Map<number | undefined, number>();
  for (const { order } of billed) {
    if (!order?.product || byCategory.has(order.category)) continue;
    const values = { ...given, type: 'line', invoice_type: 'in', product: order.product };
    const [filled] = await rpc.read('model.account.invoice.line.on_change', [values, ['product']], OfProduct, call);
    byCategory.set(order.category, filled.account);
  }
  const [first] = byCategory.values();
  const usual = first ?? (await configured(rpc, 'default_category_account_expense', call));
  return billed.map(({ order }) => (order?.product && byCategory.get(order.category)) || usual);
}

async function payable(rpc: Rpc, company: number, call?: Call): Promise<number> {
  const domain = [
    ['company', '=', company],
    ['type.payable', '=', true],
    ['closed', '!=', true],
  ];
  const accounts = await rpc.search('account.account', domain, [], z.object({ id: Id }), call);
  const [only, ...others] = accounts;
  return only && others.length === 0 ? only.id : configured(rpc, 'default_account_payable', call);
}

async function configured(rpc: Rpc, name: string, call?: Call): Promise<number> {
  const [configuration] = await rpc.search(
    'account.configuration',
    [],
    [name],
    z.record(z.string(), z.unknown()),
    call,
  );
  const account = Id.safeParse(configuration?.[name]);
  if (account.success) return account.data;
  throw rejected(`Tryton's account configuration has no ${name}. Set it there, or at the supplier and the products.`);
}

/**
 * `tied`: to the line of the order, from which Tryton counts what is still to be billed. What is credited of an order that is billed as ordered must
 * not be, or Tryton would bill it again.
 */
function lineOf({ order, description, quantity, price, taxes }: Billed, account: number, tied: boolean): object {
  return {
    type: 'line',
    account,
    quantity: quantity.toNumber(),
    unit_price: decimal(price.toFixed()),
    description: description ?? order?.description ?? null,
    taxes: [['add', taxes.map(({ id }) => id)]],
    ...(order && { product: order.product ?? null, unit: order.unit ?? null }),
    ...(order && tied && { origin: `purchase.line,${order.id}`, stock_moves: [['add', order.moves]] }),
  };
}

const rejected = (message: string): SystemError => new SystemError(message, { class: 'rejected', system: 'erp' });
