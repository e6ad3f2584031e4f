import { decodeXml } from './decode-xml';
import { UnreadableInvoice } from './unreadable-invoice';

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A document as text to search in, well-formed or not, with XML's references resolved. What is in pictures, PDFs and archives stays hidden. */
export function textOf(bytes: Uint8Array): string {
  return decoded(bytes).replace(/&(#x[\da-f]{1,6}|#\d{1,7}|\w{1,4});/gi, (whole, reference: string) => {
    if (!reference.startsWith('#')) return named[reference] ?? whole;
    const code = /^#x/i.test(reference) ? parseInt(reference.slice(2), 16) : Number(reference.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function decoded(bytes: Uint8Array): string {
  try {
    return decodeXml(bytes);
  } catch (error) {
    if (!(error instanceof UnreadableInvoice)) throw error;
    return Buffer.from(bytes).toString('latin1');
  }
}
