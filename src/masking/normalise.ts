import type { PersonalKind } from '../contracts/personal';

/** The form by which two values of a kind are one: blanks, case and ways of grouping do not count. */
export function normalise(kind: PersonalKind, value: string): string {
  switch (kind) {
    case 'iban':
      return value.replace(/[\s.\u00ad\u200b\u2010\u2011-]/g, '').toUpperCase();
    case 'phone':
      return value.replace(/[^\d]/g, '').replace(/^00/, '') || value.trim();
    case 'email':
      return value.trim().normalize('NFC').toLowerCase();
    case 'name':
      return value.trim().normalize('NFC').replace(/\s+/g, ' ').toLowerCase();
  }
}
