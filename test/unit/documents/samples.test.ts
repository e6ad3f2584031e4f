// Pure: no server, no database.
import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { endpointOf } from '../../../src/integrations/documents/endpoint-of';
import { readInvoice } from '../../../src/integrations/documents';
import { hasValidCheckDigits } from '../../../src/integrations/documents/check-digits';
import { unreadable } from './broken';
import { samplesFolder } from './shared-invoices';

const files = readdirSync(samplesFolder).filter((name) => name.endsWith('.xml'));
const bytes = (name: string): Buffer => readFileSync(resolve(samplesFolder, name));
const fileOf = (number: string): string => files.find((name) => name.startsWith(number)) ?? '';
const readable = files.filter((name) => !name.includes('unreadable'));
const once = readable.filter((name) => !name.includes('again'));
const invoices = once.map((name) => readInvoice(bytes(name)));

test('there is one file for each scenario, in order', () => {
  expect(
    files.map(
      (name) =>
        /^\d\d-(clean|price|quantity|no-receipt|no-order|unknown-supplier|bank-change|duplicate|currency|unreadable|again)/.exec(
          name,
        )?.[1],
    ),
  ).toEqual([
    'clean',
    'price',
    'quantity',
    'no-receipt',
    'no-order',
    'unknown-supplier',
    'bank-change',
    'duplicate',
    'currency',
    'clean',
    'price',
    'quantity',
    'unreadable',
    'unreadable',
    'again',
  ]);
});

test('both syntaxes, a credit note and a second currency are among them; amounts go from 80 to 40,000', () => {
  expect(new Set(invoices.map(({ syntax }) => syntax))).toEqual(new Set(['ubl', 'cii']));
  expect(invoices.filter(({ kind }) => kind === 'credit-note').map(({ number }) => number)).toEqual(['GS-2026-077']);
  expect(new Set(invoices.map(({ currency }) => currency))).toEqual(new Set(['EUR', 'NOK']));
  const due = invoices.map(({ totals }) => Number(totals.payable));
  expect(Math.min(...due)).toBeGreaterThan(80);
  expect(Math.min(...due)).toBeLessThan(100);
  expect(Math.max(...due)).toBeGreaterThan(10_000);
  expect(Math.max(...due)).toBeLessThan(40_000);
});

test('each is of another supplier and names another order, but for the one without', () => {
  expect(new Set(invoices.map(({ seller }) => seller.vatId)).size).toBe(12);
  expect(new Set(invoices.map(({ number }) => number)).size).toBe(12);
  const withoutOrder = once.filter((_, index) => invoices[index]?.orderReference === undefined);
  expect(withoutOrder).toEqual([fileOf('05')]);
  expect(new Set(invoices.map(({ orderReference }) => orderReference)).size).toBe(12);
});

test('accounts and addresses have right check digits, and every supplier can be answered', () => {
  for (const { accounts, seller, buyer } of invoices) {
    expect(accounts.map(isIban)).toEqual([true]);
    for (const party of [seller, buyer]) {
      const endpoint = endpointOf(party);
      expect(endpoint && hasValidCheckDigits(endpoint.scheme, endpoint.id)).toBe(true);
    }
  }
});

test('the unreadable ones say why', () => {
  expect(unreadable(bytes(fileOf('13')))).toMatchObject({ rules: ['BR-CO-16'] });
  expect(unreadable(bytes(fileOf('14')))).toMatchObject({ rules: [], position: { line: 124 } });
});

test('15 is 01, byte for byte', () => {
  expect(bytes(fileOf('15')).equals(bytes(fileOf('01')))).toBe(true);
});

test('the table in README.md agrees with the files', () => {
  const readme = readFileSync(resolve(samplesFolder, 'README.md'), 'utf8');
  for (const name of readable) {
    const { seller, orderReference, totals, currency, syntax } = readInvoice(bytes(name));
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
    for (const value of [seller.name, orderReference ?? 'none', `${totals.payable} ${currency}`, syntax.toUpperCase()])
      expect(row).toContain(value);
  }
});

function isIban(account: string): boolean {
  const digits = [...(account.slice(4) + account.slice(0, 4))].map((character) => parseInt(character, 36)).join('');
  return BigInt(digits) % 97n === 1n;
}
