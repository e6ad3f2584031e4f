/** Shorter ones would be found by chance, as would digits in the counters and times that Temporal keeps. */
const AT_LEAST = 5;
const DIGITS_AT_LEAST = 8;

/** Every text and attribute of a document, whether or not it is well-formed, and the words of the longer ones. */
export function textsOf(xml: string): string[] {
  const texts = [...xml.matchAll(/>([^<]+)</g), ...xml.matchAll(/\s(?!xmlns)[\w:]+="([^"]+)"/g)];
  const whole = texts.map(([, text]) => unescaped(text!.trim()));
  const words = whole.flatMap((text) => text.split(/[\s,;]+/));
  return [...new Set([...whole, ...words])].filter(
    (text) => Buffer.byteLength(text) >= (/^\d+$/.test(text) ? DIGITS_AT_LEAST : AT_LEAST),
  );
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}

/** Those of `texts` that are somewhere in `bytes`: in UTF-8, as JSON writes them, or in base64 wherever it may begin. */
export function foundIn(bytes: Buffer, texts: readonly string[]): string[] {
  // By their first four bytes, since there are thousands of forms and megabytes to look through.
  const forms = new Map<number, { form: Buffer; text: string }[]>();
  for (const text of texts)
    for (const form of formsOf(text)) {
      const start = form.readUInt32LE();
      forms.set(start, [...(forms.get(start) ?? []), { form, text }]);
    }
  const found = new Set<string>();
  for (let at = 0; at + 4 <= bytes.length; at++)
    for (const { form, text } of forms.get(bytes.readUInt32LE(at)) ?? [])
      if (form.equals(bytes.subarray(at, at + form.length))) found.add(text);
  return [...found];
}

/**
 * Without the times and ids that Temporal writes as text, nor what is left of them on pages that were used again: somewhere in so many of them is
 * every short number.
 */
export function withoutIds(bytes: Buffer): Buffer {
  const idsAndTimes = /(?=[\d-]*[a-f])[\da-f-]{6,}|(\d{4}-\d\d-\d\d)?[ T]?(\d\d:)+\d\d(\.\d+)?/g;
  return Buffer.from(bytes.toString('latin1').replace(idsAndTimes, '\n'), 'latin1');
}

function formsOf(text: string): Buffer[] {
  const plain = [...new Set([text, JSON.stringify(text).slice(1, -1)])].map((form) => Buffer.from(form));
  const encoded = plain.flatMap((form) => [0, 1, 2].map((before) => inBase64(form, before)));
  const forUrls = encoded.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  return [...plain, ...[...new Set([...encoded, ...forUrls])].map((form) => Buffer.from(form))];
}

/** The characters that depend on the text alone, where `before` bytes stand before it in a group of three. */
function inBase64(text: Buffer, before: number): string {
  const all = Buffer.concat([Buffer.alloc(before), text]);
  return all.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((all.length * 8) / 6));
}
