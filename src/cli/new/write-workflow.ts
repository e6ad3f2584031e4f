import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SeaworthyError } from '../../contracts/errors';
import { inCheckout } from '../../in-checkout';
import { addLine } from './add-line';
import type { Rendered } from './render';

/**
 * Writes what was rendered into the checkout, in the project's own format. Changes no file but the lists of what there is.
 * @throws SeaworthyError `Input.Invalid` where one of the files is there, before anything is written
 */
export async function writeWorkflow({ files, lines }: Rendered): Promise<void> {
  const there = [...files.keys()].find((path) => existsSync(inCheckout(path)));
  if (there) throw new SeaworthyError('Input.Invalid', `${there} is there already: choose another name, or remove it.`);
  const prettier = inCheckout('node_modules/prettier/bin/prettier.cjs');
  if (!existsSync(prettier))
    throw new SeaworthyError('Setup.Failed', 'Prettier is not installed: run `npm ci` without --omit=dev.');
  for (const [path, text] of files) {
    await mkdir(dirname(inCheckout(path)), { recursive: true });
    await writeFile(inCheckout(path), text, { flag: 'wx' });
  }
  for (const { file, line } of lines)
    await writeFile(inCheckout(file), addLine(await readFile(inCheckout(file), 'utf8'), line));
  const paths = [...files.keys(), ...new Set(lines.map(({ file }) => file))].filter((path) => path.endsWith('.ts'));
  const made = spawnSync(process.execPath, [prettier, '--write', '--log-level', 'warn', ...paths], {
    cwd: inCheckout(''),
    stdio: ['ignore', 2, 2],
  });
  if (made.status !== 0)
    throw new SeaworthyError('Setup.Failed', 'Prettier did not take what was written: it says why above.');
}
