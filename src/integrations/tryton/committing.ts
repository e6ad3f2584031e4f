import { Decimal } from 'decimal.js';
import { z } from 'zod';
import type { Posting } from '../../contracts/invoice-exceptions';
import type { Call } from '../http/call';
import { SystemError } from '../system-error';
import { Id, Money, Text } from './fields';
import { refuseSecond } from './refuse-second';
import type { Rpc } from './rpc';
import { ENDED } from './rpc-answer';

const Invoice = z.object({
  id: Id,
  state: z.enum(['draft', 'validated', 'posted', 'paid', 'cancelled']),
  number: Text,
  total_amount: Money,
});
type Invoice = z.output<typeof Invoice>;
const FIELDS = ['state', 'number', 'total_amount'];

const Draft = z.object({ id: Id, _timestamp: z.string() });

/**
 * Validates and posts a draft of ours, and reads back what came of it: posting a posted or a cancelled one again answers nothing and does nothing.
 * Every step looks first, so that it may be begun again after any of them.
 */
export async function commitInvoice(
  rpc: Rpc,
  draft: string,
  posting: Posting,
  call?: Call,
): Promise<{ voucher: string }> {
  const id = Number(draft);
  let invoice = await read(rpc, id, call);
  if (isPosted(invoice)) return { voucher: invoice.number! };
  if (invoice.state === 'cancelled') throw rejected(`Invoice ${draft} was cancelled in Tryton.`);
  await refuseSecond(rpc, posting, id, call);
  await takeBackOwnDrafts(rpc, posting, call);
  if (invoice.state === 'draft') invoice = await press(rpc, 'validate_invoice', id, call);
  const total = new Decimal(invoice.total_amount).abs();
  if (!total.eq(posting.amount))
    throw rejected(
      `Invoice ${draft} comes to ${total.toFixed()} in Tryton, and ${posting.amount} was approved. It is left unposted: a person has to look at its lines and taxes.`,
    );
  invoice = await press(rpc, 'post', id, call);
  if (isPosted(invoice)) return { voucher: invoice.number! };
  throw rejected(`Tryton did not post invoice ${draft}, which is now ${invoice.state}, and gave no reason.`);
}

const isPosted = ({ state, number }: Invoice): boolean => (state === 'posted' || state === 'paid') && !!number;

async function read(rpc: Rpc, id: number, call?: Call): Promise<Invoice> {
  const [invoice] = await rpc.search('account.invoice', [['id', '=', id]], FIELDS, Invoice, call);
  if (invoice) return invoice;
  throw rejected(`Tryton has no invoice ${id} any more.`);
}

/** Presses a button and reads what it did. An error that came after what it asked for was done is none. */
async function press(rpc: Rpc, button: 'validate_invoice' | 'post', id: number, call?: Call): Promise<Invoice> {
  const wanted = button === 'post' ? isPosted : (it: Invoice): boolean => it.state === 'validated' || isPosted(it);
  try {
    await rpc.write(`model.account.invoice.${button}`, [[id]], z.unknown(), call);
  } catch (error) {
    if (!(error instanceof SystemError) || (error.class !== 'rejected' && error.code !== ENDED)) throw error;
    const invoice = await read(rpc, id, call);
    if (wanted(invoice)) return invoice;
    if (error.class === 'rejected') throw error;
    // The request is over and did nothing: as with a lock that somebody else held.
    throw new SystemError(error.message, { class: 'transient', system: 'erp', code: ENDED, cause: error });
  }
  return read(rpc, id, call);
}

/**
 * Of an order whose invoices Tryton makes itself there is a draft already. Ours takes its place, as both would bill it twice; for what ours leaves
 * unbilled, Tryton makes a new one. One that somebody has begun to fill in is left.
 */
async function takeBackOwnDrafts(rpc: Rpc, { order, supplier, kind }: Posting, call?: Call): Promise<void> {
  const domain = [
    ['company', '=', await rpc.company(call)],
    ['type', '=', 'in'],
    ['state', '=', 'draft'],
    ['reference', '=', null],
    ['description', '=', null],
    ['lines.origin.purchase.number', '=', order, 'purchase.line'],
    ['lines.origin.purchase.party.code', '=', supplier, 'purchase.line'],
    // Of an order that is billed as ordered, a credit note leaves what is to be billed.
    ...(kind === 'credit-note' ? [['lines.origin.purchase.invoice_method', '!=', 'order', 'purchase.line']] : []),
  ];
  const drafts = await rpc.search('account.invoice', domain, ['_timestamp'], Draft, call);
  if (drafts.length === 0) return;
  // At once: after each deletion Tryton evens out what the drafts that are left bill too much, by negative ones.
  const ids = drafts.map(({ id }) => id);
  const _timestamp = Object.fromEntries(drafts.map((draft) => [`account.invoice,${draft.id}`, draft._timestamp]));
  await rpc.write('model.account.invoice.delete', [ids], z.unknown(), call, { _timestamp });
}

const rejected = (message: string): SystemError => new SystemError(message, { class: 'rejected', system: 'erp' });
