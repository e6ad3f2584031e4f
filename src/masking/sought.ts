import type { PersonalKind } from '../contracts/personal';
import { normalise } from './normalise';

const BEFORE = '(?<![\\p{L}\\p{N}]|\\d[.,])';
const AFTER = '(?![\\p{L}\\p{N}]|[.,]\\d)';

/**
 * What a value that some field declared looks like elsewhere in a text; undefined where it is so short that it may well mean something else:
 * whoever fills in a form must not be able to blot out words and amounts. Names are looked for when they have two parts, account numbers with
 * eight characters, phone numbers with seven digits.
 */
export function soughtAs(kind: PersonalKind, value: string): string | undefined {
  const plain = normalise(kind, value);
  switch (kind) {
    case 'iban':
      return /^[A-Z0-9]{8,34}$/.test(plain) ? around(spaced(plain, '[\\s.-]?')) : undefined;
    case 'phone':
      return /^\d{7,15}$/.test(plain) ? around(`(?:\\+|00)?${spaced(plain, '[\\s()/-]*')}`) : undefined;
    case 'email':
    case 'name': {
      const words = plain.split(' ').map(escape);
      return plain.includes('@') || (words.length > 1 && plain.length > 4) ? around(words.join('\\s+')) : undefined;
    }
  }
}

/** What finds a person in a text by what they are called, given exactly, and its normal form: however it is grouped, and in whatever case. */
export function soughtPerson(given: string): { plain: string; pattern: RegExp } {
  const kind = kindOf(given);
  const plain = normalise(kind, given);
  const pattern = soughtAs(kind, given) ?? around(plain.split(' ').map(escape).join('\\s+'));
  return { plain, pattern: new RegExp(pattern, 'iu') };
}

function kindOf(given: string): PersonalKind {
  if (given.includes('@')) return 'email';
  if (/^[A-Z]{2}\d{2}[A-Z0-9]{8,30}$/.test(normalise('iban', given))) return 'iban';
  return /^[+\d][\d\s()/-]{6,}$/.test(given.trim()) ? 'phone' : 'name';
}

function spaced(plain: string, separator: string): string {
  return [...plain].join(separator);
}

function around(pattern: string): string {
  return `${BEFORE}${pattern}${AFTER}`;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
