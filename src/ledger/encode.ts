import type { Json } from '../contracts/json';

/** Keys in order, so that the same header is the same text. */
export function encodeHeader(header: object): string {
  return JSON.stringify(header, Object.keys(header).sort());
}

/** The text of a body. JSON.stringify escapes lone surrogates and NUL, which a hostile model may write and `jsonb` could not hold. */
export function encodeBody(body: Json): Buffer {
  return Buffer.from(JSON.stringify(body));
}

export function decodeBody(body: Buffer): Json {
  return JSON.parse(body.toString()) as Json;
}
