import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { inCheckout } from '../../in-checkout';
import { deployFiles } from './files';

for (const [path, text] of Object.entries(deployFiles())) {
  const file = inCheckout(path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(path);
}
