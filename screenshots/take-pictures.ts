import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createClient } from '../client';
import { startChromium } from '../test/helpers/chromium';

const SIZES = [
  { width: 1280, height: 860 },
  { width: 360, height: 740 },
] as const;

/** Every page of the desk, wide and narrow, as a person sees it first. Returns the files. */
export async function takePictures(url: string, folder: string, say: (line: string) => void): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const pages = await pagesOf(url);
  const browser = await startChromium();
  const files: string[] = [];
  try {
    for (const viewport of SIZES) {
      const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
      const page = await context.newPage();
      const take = async (name: string): Promise<void> => {
        const file = join(folder, `${name}-${viewport.width}.png`);
        await page.screenshot({ path: file });
        files.push(file);
      };
      await page.goto(`${url}/desk/`);
      await page.getByRole('button', { name: 'controller' }).waitFor();
      await take('sign-in');
      await page.getByRole('button', { name: 'controller' }).click();
      for (const [name, path] of Object.entries(pages)) {
        say(`${name} at ${viewport.width} px`);
        await page.goto(url + path);
        await settled(page);
        await take(name);
      }
      await context.close();
    }
  } finally {
    await browser.close();
  }
  return files;
}

async function pagesOf(url: string): Promise<Record<string, string>> {
  const client = createClient({ url, as: 'controller' });
  const [open, { runs }] = await Promise.all([client.approvals({ limit: 100 }), client.runs({ limit: 100 })]);
  const item = open.find(({ name }) => name.includes('polarlicht'))!;
  const run = runs.find(({ status, turns }) => status === 'ended' && turns > 0)!;
  return {
    inbox: '/desk/inbox?whose=all',
    item: `/desk/inbox/${encodeURIComponent(item.id)}?whose=all`,
    runs: '/desk/runs',
    run: `/desk/runs/${run.run}`,
    map: '/desk/map',
    systems: '/desk/systems',
    overview: '/desk/overview',
    cost: '/desk/cost',
    feedback: '/desk/feedback',
    readiness: '/desk/readiness',
    nothing: '/desk/no-such-page',
  };
}

/** Nothing is being loaded any more, and fonts and plots have come to rest. */
async function settled(page: Page): Promise<void> {
  await page.locator('#content').waitFor();
  await page.locator('#content [role="status"]').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready');
  await page.waitForTimeout(700);
}
