import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(__dirname, '../../..');
const folder = resolve(root, process.env['SEAWORTHY_SHARED'] ?? '../shared', 'data');

export const samplesFolder = resolve(root, 'samples');

/** `describe`, or a loud skip where the third-party data is not on this machine. */
export function describeWithShared(name: string, tests: () => void): void {
  if (existsSync(folder)) return void describe(name, tests);
  console.warn(`Skipped "${name}": no data at ${folder}. Set SEAWORTHY_SHARED to the folder that holds data/.`);
  describe.skip(name, tests);
}

export const readShared = (path: string): Buffer => readFileSync(resolve(folder, path));

export interface SharedInvoice {
  file: string;
  /** The official EN 16931 rules it breaks, as far as the list names them; undefined where it is no invoice at all. */
  breaks: string[] | undefined;
}

export function sharedInvoices(): SharedInvoice[] {
  if (!existsSync(folder)) return [{ file: 'none', breaks: [] }];
  const sources = readShared('invoices/SOURCES.md').toString();
  return readdirSync(resolve(folder, 'invoices'))
    .filter((file) => /\.xml$/i.test(file))
    .map((file) => {
      const row = sources.split('\n').find((line) => line.startsWith(`| ${file} |`));
      const result = row?.split('|')[7]?.trim() ?? '';
      return {
        file,
        breaks: result === 'not an invoice' ? undefined : (result.match(/\b(BR|CII|UBL)-[A-Z0-9-]+\b/g) ?? []),
      };
    });
}
