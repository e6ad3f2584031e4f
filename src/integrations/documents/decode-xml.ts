import { UnreadableInvoice } from './unreadable-invoice';

export const maxBytes = 10 * 1024 * 1024;

/**
 * Bytes of an XML document as text, without byte order mark and with line ends as XML 1.0 section 2.11 wants them.
 * Reads UTF-8, UTF-16 with a byte order mark, and ISO-8859-1 where the XML declaration says so.
 * @throws UnreadableInvoice for anything else, and above 10 MB.
 */
export function decodeXml(xml: Uint8Array): string {
  if (xml.byteLength > maxBytes) {
    throw new UnreadableInvoice(
      `The document has ${xml.byteLength} bytes; at most ${maxBytes} are read. Ask the sender to leave out embedded attachments or to split the invoice.`,
    );
  }
  return decode(xml, encodingOf(xml)).replace(/\r\n?/g, '\n');
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'iso-8859-1';

function encodingOf(xml: Uint8Array): Encoding {
  if (xml[0] === 0xff && xml[1] === 0xfe) return 'utf-16le';
  if (xml[0] === 0xfe && xml[1] === 0xff) return 'utf-16be';
  if (xml[0] === 0xef && xml[1] === 0xbb && xml[2] === 0xbf) return 'utf-8';
  const head = Buffer.from(xml.subarray(0, 200)).toString('latin1');
  const declared = /^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']/.exec(head)?.[1]?.toLowerCase() ?? 'utf-8';
  switch (declared) {
    case 'utf-8':
    case 'utf8':
    case 'us-ascii':
      return 'utf-8';
    case 'iso-8859-1':
    case 'latin1':
      return 'iso-8859-1';
    default:
      throw new UnreadableInvoice(
        'The document declares an encoding that is not read, or UTF-16 without a byte order mark. Ask the sender for UTF-8.',
      );
  }
}

function decode(xml: Uint8Array, encoding: Encoding): string {
  // Not TextDecoder: by the WHATWG's tables its "iso-8859-1" is windows-1252.
  if (encoding === 'iso-8859-1') return Buffer.from(xml.buffer, xml.byteOffset, xml.byteLength).toString('latin1');
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(xml);
  } catch {
    throw new UnreadableInvoice(
      `The document is not valid ${encoding.toUpperCase()}. Ask the sender for UTF-8, declared as such.`,
    );
  }
}
