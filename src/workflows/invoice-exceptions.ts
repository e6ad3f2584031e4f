import { patched } from '@temporalio/workflow';
import Decimal from 'decimal.js';
import type { invoiceAgent } from '../agents/invoice-exceptions';
import type { Invoice } from '../contracts/invoice';
import type { InvoiceReceived, Resolution } from '../contracts/invoice-exceptions';
import type { BookedInvoice } from '../contracts/procurement';
import type { Ended } from '../contracts/run-result';
import { defineMap, degrade, goTo, park } from './engine/map';
import type { Step } from './engine/map';
import { subjectKey } from './subject-key';

/** `receive → read → supplier → order → receipts → billed → match → (resolve) → (approve) → post → answer`. */
export const invoiceExceptionsMap = defineMap<typeof invoiceAgent>('invoice-exceptions')({
  read: {
    kind: 'system',
    tool: 'readInvoice',
    purpose: 'read the e-invoice and check its arithmetic',
    onUnavailable: park(),
    onMalformed: goTo('unreadable'),
    onRejected: goTo('unreadable'),
  },
  received: {
    kind: 'decision',
    branches: ['first', 'again', 'conflicting'],
    purpose: 'has this invoice been received before',
  },
  supplier: {
    kind: 'system',
    tool: 'findSupplier',
    purpose: 'find the supplier in the master data',
    onUnavailable: park(),
    onMalformed: goTo('triage'),
    onRejected: goTo('triage'),
  },
  vetted: {
    kind: 'decision',
    branches: ['fine', 'unknown', 'blocked', 'bank-changed'],
    purpose: 'is the supplier known, free to be paid, and the bank account its own',
  },
  booked: {
    kind: 'system',
    tool: 'earlierInvoices',
    purpose: 'look whether the books hold it already',
    onUnavailable: park(),
    onMalformed: goTo('triage'),
    onRejected: goTo('triage'),
  },
  fresh: { kind: 'decision', branches: ['new', 'booked'], purpose: 'was it entered by another way' },
  order: {
    kind: 'system',
    tool: 'findOrder',
    purpose: 'find the order the invoice names',
    onUnavailable: park(),
    onMalformed: goTo('triage'),
    onRejected: goTo('triage'),
  },
  ordered: { kind: 'decision', branches: ['found', 'none'], purpose: 'is there an order' },
  receipts: {
    kind: 'system',
    tool: 'findReceipts',
    purpose: 'find what was received',
    onUnavailable: park(),
    onMalformed: goTo('triage'),
    onRejected: goTo('triage'),
  },
  billed: {
    kind: 'system',
    tool: 'earlierInvoices',
    purpose: 'find what earlier invoices have billed on the order',
    onUnavailable: park(),
    onMalformed: goTo('triage'),
    onRejected: goTo('triage'),
  },
  match: {
    kind: 'system',
    tool: 'compareInvoice',
    purpose: 'compare invoice, order, receipts and what was billed before, line by line',
    onUnavailable: park(),
    onMalformed: goTo('triage'),
    onRejected: goTo('triage'),
  },
  matched: { kind: 'decision', branches: ['clean', 'exception'], purpose: 'do they agree within the tolerances' },
  resolve: {
    kind: 'agent',
    tools: [
      'findReceipts',
      'orderHistory',
      'contractPrices',
      'listContracts',
      'searchContracts',
      'readContract',
      'earlierInvoices',
      'askSupplier',
      'askBuyer',
    ],
    outcome: 'resolution',
    purpose: 'work out why the invoice differs and how to resolve it',
    onExhausted: goTo('triage'),
    onUnavailable: park(),
  },
  resolved: { kind: 'decision', branches: ['pay', 'query', 'reject', 'hand-over'], purpose: 'what was concluded' },
  post: {
    kind: 'system',
    tool: 'postInvoice',
    purpose: 'post what is to be paid',
    onUnavailable: park(),
    onMalformed: goTo('triage'),
    onRejected: goTo('triage'),
    onDenied: goTo('refused'),
  },
  answer: {
    kind: 'system',
    tool: 'respond',
    purpose: 'answer the supplier by an Invoice Response',
    onUnavailable: degrade('the Invoice Response was not sent'),
    onMalformed: degrade('the Invoice Response was not sent'),
    onRejected: degrade('the Invoice Response was not sent'),
  },
  triage: {
    kind: 'human',
    role: 'ap-clerk',
    outcome: 'resolution',
    purpose: 'a person takes over',
    within: '3 days',
    escalateTo: 'ap-lead',
    onExpired: goTo('unattended'),
  },
  posted: { kind: 'end', purpose: 'posted as invoiced' },
  'short-paid': { kind: 'end', purpose: 'posted with less than invoiced' },
  queried: { kind: 'end', purpose: 'the supplier has been asked for more' },
  rejected: { kind: 'end', purpose: 'sent back to the supplier' },
  refused: { kind: 'end', purpose: 'a person refused the posting' },
  duplicate: { kind: 'end', purpose: 'received or booked before' },
  unreadable: { kind: 'end', purpose: 'not an invoice that can be read and adds up' },
  'handed-over': { kind: 'end', purpose: 'a person settles it in the ERP' },
  unattended: { kind: 'end', purpose: 'nobody took it over in time' },
});

type InvoiceStep = Step<typeof invoiceAgent, typeof invoiceExceptionsMap.steps>;
type InvoiceEnd = Ended<'posted' | 'short-paid' | 'queried' | 'rejected' | 'duplicate' | 'handed-over'>;

export const invoiceExceptions = invoiceExceptionsMap.implement(
  async (step, { document }: InvoiceReceived): Promise<InvoiceEnd> => {
    const invoice = await step.call('read', { document });
    const { number, seller, issueDate: date, totals, currency } = invoice;

    // As a number: 3200 in one syntax is 3200.00 in the other.
    const payable = new Decimal(totals.payable).toFixed();
    const owner = await step.claimSubject(subjectKey(invoice), { date, payable, currency });
    if (step.decide('received', receivedAs(owner), `${number} of ${date}`) !== 'first') {
      const firstRun = owner.type === 'first' ? '' : owner.run;
      if (receivedAs(owner) === 'again')
        return step.end('duplicate', `Received before, in run ${firstRun}.`, { firstRun });
      const title = `The same number was received before, with another date or amount or without being settled, in run ${firstRun}.`;
      return byPerson(step, document, invoice, title, { firstRun });
    }

    const { supplier } = await step.call('supplier', { name: seller.name, ...ids(seller) });
    const vetted = !supplier
      ? 'unknown'
      : supplier.blocked
        ? 'blocked'
        : accountsDiffer(invoice, supplier.accounts)
          ? 'bank-changed'
          : 'fine';
    step.decide('vetted', vetted, `supplier ${supplier?.id ?? 'not found'}`);
    if (!supplier || vetted === 'blocked')
      return byPerson(step, document, invoice, `The supplier is ${vetted}.`, { supplier });
    if (vetted === 'bank-changed') step.establish('bankChanged', true);
    step.establish('supplierContact', supplier.email ?? '');
    if (patched('knows-its-supplier')) step.establish('supplier', supplier.id);

    const { invoices } = await step.call('booked', { supplier: supplier.id, number });
    const booked = invoices.filter(({ state }) => state === 'posted');
    if (step.decide('fresh', booked.length > 0 ? 'booked' : 'new', `${booked.length} in the books`) === 'booked') {
      return step.end('duplicate', `The books hold it already, as ${booked[0]?.voucher ?? booked[0]?.id}.`, { booked });
    }

    const { order } = await step.call('order', { supplier: supplier.id, reference: invoice.orderReference ?? null });
    step.decide('ordered', order ? 'found' : 'none', order?.number ?? 'no order found');
    if (!order) return byPerson(step, document, invoice, 'No order was found.', { supplier });
    step.establish('buyerContact', order.buyer ?? '');

    const { receipts } = await step.call('receipts', { supplier: supplier.id, order: order.number });
    const once = patched('order-is-paid-once');
    const before = once ? await step.call('billed', { supplier: supplier.id, number: null }) : { invoices: [] };
    const billed = billedOn(order.number, before.invoices);
    const comparison = await step.call('match', { document, order, receipts, ...(once ? { billed } : {}) });
    if (once) {
      step.establish('justified', comparison.expectedPayable);
      step.establish('orderRoom', comparison.orderRoom ?? null);
    }
    const clean =
      step.decide(
        'matched',
        comparison.clean ? 'clean' : 'exception',
        `${comparison.differences.length} differences`,
      ) === 'clean';

    const resolution = clean
      ? accept(totals.payable)
      : await conclude(step, await step.reason('resolve', { invoice, supplier, order, receipts, comparison }), {
          invoice,
        });
    if (!resolution.sure) step.establish('unsure', true);
    const branch = branchOf(resolution);
    step.decide('resolved', branch, resolution.rationale);
    if (branch !== 'pay') return unpaid(step, document, resolution, branch);

    const amount = resolution.action === 'accept' ? totals.payable : resolution.amount;
    const posting = {
      supplier: supplier.id,
      number,
      kind: invoice.kind,
      date,
      order: order.number,
      amount,
      invoiced: totals.payable,
      currency,
    };
    const { voucher, amount: posted } = await step.call('post', posting);
    const full = new Decimal(posted).eq(totals.payable);
    await respond(step, document, full ? 'AP' : 'CA', resolution);
    return step.end(full ? 'posted' : 'short-paid', `Voucher ${voucher}: ${posted} ${currency} of ${totals.payable}.`, {
      voucher,
      amount: posted,
      currency,
    });
  },
  { triage: async (step, { document }, diverted) => byPerson(step, document, undefined, diverted.reason, diverted) },
);

/** What the books hold on an order, credit notes taken off. */
function billedOn(order: string, invoices: readonly BookedInvoice[]): string {
  return invoices
    .filter((booked) => booked.order === order && booked.state === 'posted')
    .reduce((sum, { amount, kind }) => sum.plus(kind === 'credit-note' ? `-${amount}` : amount), new Decimal(0))
    .toFixed();
}

type Received = { type: 'first' } | { type: 'again' | 'conflicting'; end: string | null };

/** Again, where the first is under way or came to what it should; one that was sent back, refused or left alone is for a person to look at. */
function receivedAs(owner: Received): 'first' | 'again' | 'conflicting' {
  if (owner.type !== 'again') return owner.type;
  return owner.end === null || ['posted', 'short-paid', 'duplicate'].includes(owner.end) ? 'again' : 'conflicting';
}

/** What the agent hands over, a person concludes in its place. */
async function conclude(step: InvoiceStep, resolution: Resolution, details: object): Promise<Resolution> {
  if (resolution.action !== 'hand-over') return resolution;
  return step.ask('triage', { title: 'The agent hands over', details: { ...details, proposed: resolution } });
}

/** Where there is no order to post against, a person may send it back or ask; what is to be paid, the person settles in the ERP. */
async function byPerson(
  step: InvoiceStep,
  document: string,
  invoice: Invoice | undefined,
  title: string,
  details: unknown,
): Promise<InvoiceEnd> {
  const resolution = await step.ask('triage', { title, details: { document, invoice, details } });
  const branch = branchOf(resolution);
  step.decide('resolved', branch === 'pay' ? 'hand-over' : branch, resolution.rationale);
  if (branch === 'pay') return step.end('handed-over', resolution.rationale, { resolution });
  return unpaid(step, document, resolution, branch);
}

async function unpaid(
  step: InvoiceStep,
  document: string,
  resolution: Resolution,
  branch: 'query' | 'reject' | 'hand-over',
): Promise<InvoiceEnd> {
  if (branch === 'hand-over') return step.end('handed-over', resolution.rationale, { resolution });
  await respond(step, document, branch === 'query' ? 'UQ' : 'RE', resolution);
  return step.end(branch === 'query' ? 'queried' : 'rejected', resolution.rationale, { resolution });
}

async function respond(
  step: InvoiceStep,
  document: string,
  status: 'AP' | 'CA' | 'RE' | 'UQ',
  { reasons, actions, rationale }: Resolution,
): Promise<void> {
  const codes =
    status === 'AP'
      ? { reasons: [], actions: [] }
      : { reasons: reasons.length > 0 ? reasons : (['OTH'] as const).slice(), actions };
  await step.call('answer', { document, status, ...codes, note: rationale, issuedAt: new Date().toISOString() });
}

function branchOf({ action }: Resolution): 'pay' | 'query' | 'reject' | 'hand-over' {
  switch (action) {
    case 'accept':
    case 'accept-with-adjustment':
    case 'short-pay':
      return 'pay';
    default:
      return action;
  }
}

function accept(amount: string): Resolution {
  return {
    action: 'accept',
    amount,
    reasons: [],
    actions: [],
    sure: true,
    rationale: 'Agrees with order and receipts.',
  };
}

/** An account on the invoice that the master data does not know; an invoice that names none is paid to the known one. */
function accountsDiffer(invoice: Invoice, known: string[]): boolean {
  const plain = (account: string): string => account.replace(/\s+/g, '').toUpperCase();
  return invoice.accounts.some((account) => !known.map(plain).includes(plain(account)));
}

function ids({ vatId, gln }: Invoice['seller']): { vatId?: string; gln?: string } {
  return { ...(vatId ? { vatId } : {}), ...(gln ? { gln } : {}) };
}
