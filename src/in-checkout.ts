import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A path in the checkout, seen from the sources as well as from what is compiled into lib. */
export function inCheckout(path: string): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return join(folder, path);
}
