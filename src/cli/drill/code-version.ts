import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inCheckout } from '../../in-checkout';

/** The package's version, and the commit where there is one: `0.1.0 5d6af60-dirty`. */
export async function codeVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(inCheckout('package.json'), 'utf8')) as { version: string };
  const commit = await promisify(execFile)('git', ['describe', '--always', '--dirty', '--exclude=*'], {
    cwd: inCheckout('.'),
  }).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
  return [version, commit].filter(Boolean).join(' ');
}
