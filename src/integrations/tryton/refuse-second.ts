import { z } from 'zod';
import type { Posting } from '../../contracts/invoice-exceptions';
import type { Call } from '../http/call';
import { SystemError } from '../system-error';
import { Id, Text } from './fields';
import type { Rpc } from './rpc';

const Other = z.object({ id: Id, state: z.string(), description: Text });

/**
 * Tryton takes the same number of a supplier twice without a word. `own`: the draft that is to be posted. Drafts that were made under a reference of
 * ours and are another are left over, and never posted.
 * @throws SystemError `rejected` where the books hold the number, or somebody is entering it
 */
export async function refuseSecond(
  rpc: Rpc,
  { supplier, number }: Posting,
  own: number | undefined,
  call?: Call,
): Promise<void> {
  const domain = [
    ['company', '=', await rpc.company(call)],
    ['type', '=', 'in'],
    ['party.code', '=', supplier],
    ['reference', '=', number],
    ['state', '!=', 'cancelled'],
    ...(own === undefined ? [] : [['id', '!=', own]]),
  ];
  const others = await rpc.search('account.invoice', domain, ['state', 'description'], Other, call);
  const other = others.find(({ state, description }) => state !== 'draft' || !OURS.test(description ?? ''));
  if (!other) return;
  throw new SystemError(
    `Tryton holds another invoice of this number and supplier, ${other.id}, which is ${other.state}. A person has to look at both.`,
    { class: 'rejected', system: 'erp' },
  );
}

const OURS = /\/postInvoice\//;
