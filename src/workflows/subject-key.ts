import type { Invoice } from '../contracts/invoice';

/** What makes two documents the same invoice: the supplier (VAT id, else GLN, else name) and the number without blanks, signs, case and leading zeros. */
export function subjectKey({ seller, number, kind }: Pick<Invoice, 'seller' | 'number' | 'kind'>): string {
  const supplier = seller.vatId ?? seller.gln ?? seller.name;
  return [kind, supplier, number]
    .map((part) =>
      part
        .toUpperCase()
        .replace(/[^\p{L}\p{N}]+/gu, '')
        .replace(/^0+(?=.)/, ''),
    )
    .join('/');
}
