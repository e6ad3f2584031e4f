import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  nodes: { html: string }[];
}

/** A tooltip belongs to what it is about, wherever in the page it is drawn; one may stand there because the mouse does. */
const whole = `axe.run({ exclude: [['[role="tooltip"]']] })`;

/** What axe finds wrong with the page as it is now: each rule, with the elements. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(source); // no script of the page: its Content-Security-Policy has no say
  const { violations } = await page.evaluate<{ violations: Violation[] }>(whole);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join('\n')}`);
}
