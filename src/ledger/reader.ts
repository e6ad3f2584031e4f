import { SeaworthyError } from '../contracts/errors';
import type { Json } from '../contracts/json';
import { KeyError } from '../integrations/keys/key-ring';
import type { Cipher } from './cipher';
import { decodeBody } from './encode';
import type { Ledger } from './ledger';
import { readingCipher } from './run-cipher';

/** What stands in the place of content whose key was destroyed. */
const ERASED = { erased: true } as const;
/** In the place of what does not open: written or altered without the key, or the key is lost. */
const UNREADABLE = { unreadable: true } as const;
/** The same in words. */
const GONE = { erased: '(erased)', unreadable: '(unreadable)' } as const;

/** What to say in the place of such content; undefined for what is there. */
export function goneAs(body: Json): string | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  return 'erased' in body ? GONE.erased : 'unreadable' in body ? GONE.unreadable : undefined;
}

export interface StoredBody {
  run: string;
  /** With the incarnation before it, as the table has it. */
  source: string;
  header: string;
  body: Buffer;
}

/** Reads what is stored of one run. */
export interface Reader {
  body(entry: StoredBody): Json;
  /** Of a column beside the entries; `what` names it. */
  content(what: string, stored: Buffer): Json;
  /** The same for text; '' is ''. */
  text(what: string, stored: string): string;
}

/**
 * For whoever acts on what is read.
 * @throws SeaworthyError `Run.Erased`; the reader, where something does not open, `Ledger.Unreadable`
 */
export async function readerOf(ledger: Ledger, run: string): Promise<Reader> {
  return readerWith(run, await readingCipher(ledger, run));
}

/** For whoever shows it to people: what was erased, or does not open, is called so. */
export async function tellerOf(ledger: Ledger, run: string): Promise<Reader> {
  const cipher = await readingCipher(ledger, run).catch((error: unknown) => {
    if (error instanceof SeaworthyError && error.code === 'Run.Erased') return 'erased' as const;
    if (error instanceof SeaworthyError && error.code === 'Ledger.Unreadable') return undefined;
    throw error;
  });
  if (cipher === 'erased')
    return {
      body: ({ body }) => (body.length === 0 ? null : ERASED),
      content: () => ERASED,
      text: (_, stored) => (stored === '' ? '' : GONE.erased),
    };
  return telling(readerWith(run, cipher));
}

/** The same reader, which calls what does not open so. */
export function telling(reader: Reader): Reader {
  return {
    body: (entry) => unless(UNREADABLE, () => reader.body(entry)),
    content: (what, stored) => unless(UNREADABLE, () => reader.content(what, stored)),
    text: (what, stored) => unless(GONE.unreadable, () => reader.text(what, stored)),
  };
}

function readerWith(run: string, cipher: Cipher | undefined): Reader {
  const decrypt = (stored: Buffer, place: string): Buffer => {
    try {
      if (!cipher) throw new KeyError('its data key is not held here');
      return cipher.decrypt(stored, place);
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      throw new SeaworthyError('Ledger.Unreadable', `Something of run ${run} does not open. ${error.message}`);
    }
  };
  return {
    body: ({ source, body, ...entry }) =>
      body.length === 0
        ? null
        : decodeBody(decrypt(body, placeOfBody({ ...entry, source: source.replace(/^\d+:/, '') }))),
    content: (what, stored) => decodeBody(decrypt(stored, placeOf(run, what))),
    text: (what, stored) =>
      stored === '' ? '' : decrypt(Buffer.from(stored, 'base64url'), placeOf(run, what)).toString(),
  };
}

function unless<T, U>(unreadable: U, read: () => T): T | U {
  try {
    return read();
  } catch (error) {
    if (error instanceof SeaworthyError && error.code === 'Ledger.Unreadable') return unreadable;
    throw error;
  }
}

/**
 * Where a body stands: it opens in no other run, under no other source or header. `source` is without the incarnation before it, which is the
 * database's to give.
 */
export function placeOfBody({ run, source, header }: Omit<StoredBody, 'body'>): string {
  return ['entry', run, source, header].join('\n');
}

export function placeOf(run: string, what: string): string {
  return [what, run].join('\n');
}
