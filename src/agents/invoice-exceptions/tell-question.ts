import Decimal from 'decimal.js';
import { Invoice } from '../../contracts/invoice';
import { Posting } from '../../contracts/invoice-exceptions';
import type { Asked, Told } from '../define-agent';

/** A question of the invoice workflow in plain words, and how much it is about. */
export function tellQuestion({ gate, tool, args, details }: Asked): Told {
  if (gate === 'approval' && tool === 'postInvoice') {
    const posting = Posting.safeParse(args);
    return posting.success ? tellPosting(posting.data) : {};
  }
  if (gate === 'question') return { does: 'Your answer is given to the agent, which goes on with it.' };
  if (gate === 'task' && tool === '') return tellTriage(details);
  return {};
}

function tellPosting({ kind, number, date, supplier, order, amount, invoiced, currency }: Posting): Told {
  const what = `${kind === 'invoice' ? 'invoice' : 'credit note'} ${number} of ${date} from supplier ${supplier}`;
  const whole = new Decimal(amount).eq(invoiced) ? 'as invoiced' : `where ${invoiced} ${currency} are invoiced`;
  return {
    does: `Posts ${what} for ${amount} ${currency}, ${whole}, against order ${order}. The ERP then pays it.`,
    worth: { amount, currency },
  };
}

function tellTriage(details: unknown): Told {
  const does =
    'You conclude what is to be done, and the run goes on with it: sent back, asked for more, or settled by hand.';
  const invoice = Invoice.safeParse((details as { invoice?: unknown } | null)?.invoice);
  if (!invoice.success) return { does };
  const { totals, currency } = invoice.data;
  return { does, worth: { amount: totals.payable, currency } };
}
