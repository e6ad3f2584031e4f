import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const path = '/usr/bin/chromium';

const quietly = [
  ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

/** A real browser with a profile of its own. Each `newContext` is somebody else's: nothing is shared between them. */
export async function startChromium(): Promise<Browser> {
  if (!existsSync(path))
    throw new Error(
      `There is no ${path}: install it, with a font (apt-get install --no-install-recommends chromium fonts-dejavu).`,
    );
  return chromium.launch({ executablePath: path, chromiumSandbox: false, args: quietly });
}
