import type { Invoice, Party } from '../../../src/contracts/invoice';

/** One supplier of the invoices: those that name the same seller. `key` is stable for one list of invoices. */
export interface Seller {
  key: number;
  vatId: string | undefined;
  gln: string | undefined;
  name: string;
  email: string | undefined;
  accounts: string[];
}

const plain = (text: string): string => text.replace(/[\s.\-]/g, '').toUpperCase();
const known = (text: string | undefined): string | undefined => (text && plain(text) ? plain(text) : undefined);
const differ = (a: string | undefined, b: string | undefined): boolean =>
  !!known(a) && !!known(b) && known(a) !== known(b);
const agree = (a: string | undefined, b: string | undefined): boolean => !!known(a) && known(a) === known(b);

type Ids = Pick<Party, 'name'> & { vatId?: string | undefined; gln?: string | undefined };

/** The same seller: neither VAT id nor GLN contradict, and GLN or name agree. (Example invoices share VAT ids across companies.) */
function sameSeller(a: Ids, b: Ids): boolean {
  return !differ(a.vatId, b.vatId) && !differ(a.gln, b.gln) && (agree(a.gln, b.gln) || agree(a.name, b.name));
}

export const nameless = (seller: Ids): boolean => !known(seller.vatId) && !known(seller.gln) && !known(seller.name);

/** Whether somebody who looks for `a` could take `b` for it. */
export const mistakable = (a: Ids, b: Ids): boolean =>
  agree(a.vatId, b.vatId) || agree(a.gln, b.gln) || agree(a.name, b.name);

/** The seller of each invoice, in their order. */
export function sellersOf(invoices: Invoice[]): Seller[] {
  const sellers: Seller[] = [];
  return invoices.map(({ seller, accounts }) => {
    let found = sellers.find((it) => sameSeller(it, seller));
    if (!found) {
      found = {
        key: sellers.length,
        vatId: undefined,
        gln: undefined,
        name: seller.name,
        email: undefined,
        accounts: [],
      };
      sellers.push(found);
    }
    found.vatId ??= seller.vatId;
    found.gln ??= seller.gln;
    found.email ??= seller.email;
    found.accounts = [...new Set([...found.accounts, ...accounts])];
    return found;
  });
}
