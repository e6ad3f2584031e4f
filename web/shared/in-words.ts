/** `bank-account-changed` → `Bank account changed`, `postInvoice` → `Post invoice`. */
export function inWords(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[-_.]+/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `invoice-acme-gmbh-4711` → `Acme Gmbh 4711`: what a run is about is seen from where it stands. */
export function runInWords(name: string): string {
  const words = name.split('-').slice(name.startsWith('invoice-') ? 1 : 0);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}
