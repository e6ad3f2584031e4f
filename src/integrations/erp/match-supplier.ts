import type { Supplier } from '../../contracts/procurement';

export interface SupplierIds {
  vatId?: string | undefined;
  gln?: string | undefined;
  name: string;
}

const plainId = (id: string | undefined): string => (id ?? '').replace(/[\s.\-/]/g, '').toUpperCase();

/** What to search a name by: writings of a name differ most in spaces, punctuation and legal form. */
export const searchWord = (name: string): string =>
  name
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .reduce((longest, word) => (word.length > longest.length ? word : longest), '');

/** Case, accents, spaces and punctuation do not tell names apart. */
const plainName = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '');

const contradict = (a: string | undefined, b: string | undefined): boolean =>
  plainId(a) !== '' && plainId(b) !== '' && plainId(a) !== plainId(b);

/**
 * The one supplier meant, of those found by one of its ids. None that contradicts a stronger id: same name with another VAT id is how
 * fraud looks. Where several fit (branches share a VAT id) the others ids decide; if they do not, `null`: we do not guess.
 */
export function matchSupplier(wanted: SupplierIds, found: Supplier[], by: 'vatId' | 'gln' | 'name'): Supplier | null {
  const fits: Record<typeof by, (it: Supplier) => boolean> = {
    vatId: (it) => plainId(it.vatId) === plainId(wanted.vatId),
    gln: (it) => plainId(it.gln) === plainId(wanted.gln) && !contradict(it.vatId, wanted.vatId),
    name: (it) =>
      plainName(it.name) === plainName(wanted.name) &&
      !contradict(it.vatId, wanted.vatId) &&
      !contradict(it.gln, wanted.gln),
  };
  const tieBreakers: ((it: Supplier) => boolean)[] = [
    (it) => plainId(it.gln) === plainId(wanted.gln),
    (it) => plainName(it.name) === plainName(wanted.name),
    (it) => plainId(it.vatId) === plainId(wanted.vatId),
  ];
  const left = tieBreakers.reduce((candidates, fitting) => {
    const narrowed = candidates.filter(fitting);
    return narrowed.length > 0 ? narrowed : candidates;
  }, found.filter(fits[by]));
  return left.length === 1 ? (left[0] ?? null) : null;
}
