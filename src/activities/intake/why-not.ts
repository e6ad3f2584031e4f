/** As much as the gateway takes. */
export const MAX_DOCUMENT = 10 * 1024 * 1024;

/** Why something cannot start a run; undefined where it looks like XML. What is in it is the run's to judge. */
export function whyNot(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'it is empty';
  if (bytes.length > MAX_DOCUMENT) return 'it is larger than 10 MB';
  const start = Buffer.from(bytes.subarray(0, 200));
  if (start.subarray(0, 4).toString('latin1') === '%PDF') return 'it is a PDF, not XML';
  if (start.subarray(0, 2).toString('latin1') === 'PK') return 'it is an archive, not XML';
  const text = start
    .toString('latin1')
    .replace(/^[\xef\xbb\xbf\xfe\xff\0\s]+/, '')
    .replaceAll('\0', '')
    .toLowerCase();
  if (/^<(!doctype html|html)/.test(text)) return 'it is a web page, not an invoice';
  return text.startsWith('<') ? undefined : 'it is not XML';
}
