import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const here = join(__dirname, 'apps');

/** The peers and their packages, as their lock files say, in a folder apart: the project itself depends on none of them. Returns the folder. */
export async function installPeers(say: (line: string) => void): Promise<string> {
  const there = join(process.cwd(), '.seaworthy/bench/peers');
  await mkdir(there, { recursive: true });
  await cp(here, there, { recursive: true });
  for (const folder of [there, join(there, 'ai-sdk')]) {
    const locked = await readFile(join(folder, 'package-lock.json'), 'utf8');
    const stamp = join(folder, '.installed');
    if ((await readFile(stamp, 'utf8').catch(() => '')) === locked) continue;
    say(`installing ${folder} …`);
    // Not `npm ci`: a lock file made on one platform may lack what is optional on another.
    await promisify(execFile)('npm', ['install', '--no-save', '--loglevel=error'], { cwd: folder });
    await writeFile(stamp, locked);
  }
  return there;
}
