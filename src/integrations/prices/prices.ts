import { existsSync } from 'node:fs';
import path from 'node:path';
import { PriceBook } from './price-book';

let ours: PriceBook | undefined;

/** The price book of this process: of the file that SEAWORTHY_PRICES names, else the project's own. @throws SeaworthyError `Config.Invalid` */
export function prices(): PriceBook {
  return (ours ??= PriceBook.read(process.env['SEAWORTHY_PRICES'] || ownFile()));
}

/** Compiled code has no YAML beside it. */
function ownFile(): string {
  const beside = path.join(__dirname, 'prices.yaml');
  return existsSync(beside) ? beside : path.resolve(__dirname, '../../../../src/integrations/prices/prices.yaml');
}
