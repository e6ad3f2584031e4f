// Needs a Temporal dev server, PostgreSQL (stack), an OpenID Connect provider in a process of its own, Chromium, and what `npm run build:web` makes.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createClient } from '../../client';
import type { SeaworthyClient } from '../../client';
import { agents } from '../../src/agents';
import type { Person } from '../../src/contracts/http';
import { peopleOf } from '../../src/gateway/identity/people-of';
import { startGateway } from '../../src/gateway/start-gateway';
import type { RunningGateway } from '../../src/gateway/start-gateway';
import { openFileKeyRing } from '../../src/integrations/keys/file-key-ring';
import { holdPort } from '../../src/integrations/local-process/with-port';
import { startIdentityProvider } from '../gateway/identity-provider';
import type { IdentityProvider } from '../gateway/identity-provider';
import { axe } from '../helpers/axe';
import { startChromium } from '../helpers/chromium';
import { eventually } from '../helpers/eventually';
import { readSamples, startInvoiceStack } from '../helpers/invoices';
import type { InvoiceStack } from '../helpers/invoices';

const desk = join(__dirname, '../../lib/web');
const people = {
  reviewer: { name: 'reviewer', roles: ['ap-clerk', 'ap-lead', 'controller', 'buyer'] },
  controller: { name: 'controller', roles: ['ap-lead', 'controller', 'operator'] },
  starter: { name: 'starter', roles: ['starter'] },
} satisfies Record<Person, object>;

let stack: InvoiceStack;
let gateway: RunningGateway;
let provider: IdentityProvider;
let browser: Browser;
let bankChange: string;
/** What browsers complained of: errors of pages, and what the Content-Security-Policy kept them from. */
const complaints: string[] = [];

beforeAll(async () => {
  if (!existsSync(join(desk, 'index.html'))) throw new Error('The desk is not built: npm run build:web.');
  const samples = readSamples().filter(({ file }) => /^(03|07|10)/.test(file));
  [stack, browser] = await Promise.all([startInvoiceStack(samples), startChromium()]);
  const { ledger, client: temporal, env } = stack;
  const keys = await openFileKeyRing(env['SEAWORTHY_KEYS']!);
  const { port, release } = await holdPort(0);
  const url = `http://127.0.0.1:${port}`;
  provider = await startIdentityProvider({ people, redirectUris: [`${url}/sign-in/callback`] });
  const vouched = peopleOf({ ...provider.env, SEAWORTHY_URL: url }, { keys, agents });
  await release();
  gateway = await startGateway({ ledger, temporal, keys, port, desk, ...vouched });
  await stack.startWorker();
  const starter = clientOf('starter');
  const runs = await Promise.all(
    samples.map(({ file, bytes }) => starter.start('invoice-exceptions', { document: bytes, filename: file })),
  );
  bankChange = runs[1]!.run;
  const client = clientOf('reviewer');
  await eventually(async () => (await client.approvals()).length === 3, 60);
}, 900_000);
afterAll(async () => {
  await browser.close();
  await gateway.close();
  await provider.close();
  await stack.close();
});

/** Somebody's own program, which the provider gives a token in their name. */
const clientOf = (person: Person): SeaworthyClient =>
  createClient({ url: gateway.url, token: () => provider.sign({ sub: person, ...people[person] }) });

/** A browser of somebody who goes to the desk, and is sent to the provider to sign in. */
async function deskOf(person: Person, viewport = { width: 1280, height: 900 }): Promise<Page> {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (/Content Security Policy|React/.test(line.text())) complaints.push(line.text());
  });
  await page.goto(`${gateway.url}/`);
  await page.waitForURL(`${provider.issuer}/**`);
  await page.locator('input[name=login]').fill(person);
  await page.locator('input[name=password]').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('list', { name: 'Questions' }).waitFor();
  return page;
}

it('a changed bank account is seen, the amount edited by one person and approved by another', async () => {
  const page = await deskOf('reviewer');
  expect(await axe(page)).toEqual([]);
  await page.getByRole('link', { name: /Polarlicht/ }).click();
  await page.getByText('bank account changed').waitFor();
  expect(await page.locator('mark').innerText()).toContain('DK24 0000 0007 0707 07');
  expect(await axe(page)).toEqual([]);

  await page.getByRole('button', { name: 'Edit' }).click();
  const amount = page.getByRole('textbox', { name: 'Amount' });
  await amount.fill('much');
  await page.getByRole('button', { name: 'Send the change' }).click();
  await page.getByText('This does not have the right form.').waitFor();
  expect(await axe(page)).toEqual([]);
  await amount.fill('6000.00');
  await page.getByRole('button', { name: 'Send the change' }).click();
  await page.getByText('reviewer changed the arguments').waitFor();

  // The rule is asked anew, of somebody else.
  await page.getByRole('link', { name: /Polarlicht.*6,000\.00/ }).click();
  await page.getByText('You proposed these arguments; somebody else approves them.').waitFor();
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  const approval = decodeURIComponent(new URL(page.url()).pathname.split('/').pop()!);
  await expect(clientOf('reviewer').decide(approval, { decision: 'approve' })).rejects.toMatchObject({
    code: 'Approval.NotYours',
  });

  // By keys alone: to the question, approve it, say why, send.
  const other = await deskOf('controller');
  await other.keyboard.press('j');
  await other.keyboard.press('j');
  await other.getByRole('heading', { level: 1, name: /Polarlicht/ }).waitFor();
  await other.keyboard.press('a');
  await other.getByRole('dialog').waitFor();
  await other.keyboard.type('Called back on the number we know.');
  await other.keyboard.press('Tab');
  await other.keyboard.press('Tab');
  await other.keyboard.press('Enter');
  expect(await clientOf('reviewer').result(bankChange)).toMatchObject({
    end: 'short-paid',
    output: { amount: '6000.00' },
  });

  await other.getByRole('link', { name: 'The run' }).click();
  await other.getByText('Short paid').first().waitFor();
  for (const line of ['reviewer: edit', 'controller: approve']) await other.getByText(line).first().waitFor();
  await other.getByText('Called back on the number we know.').first().waitFor();
  expect(await axe(other)).toEqual([]);
  // Whoever looks at the question still is told by itself.
  await page.getByText('controller approved it').waitFor();
}, 900_000);

it('an output is flagged, and the map shows how often its steps were gone through', async () => {
  const page = await deskOf('controller');
  await page.goto(`${gateway.url}/desk/runs/${bankChange}`);
  await page.getByRole('img', { name: /The way of this run: Read, .*, Short paid/ }).waitFor();
  await page.getByRole('button', { name: 'Flag: readInvoice: done' }).click();
  await page.getByLabel('What would have been right').fill('Read the second account too.');
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Flag it' }).click();
  await page.getByRole('list', { name: 'Flags' }).getByText('Read the second account too.').waitFor();

  await page.getByRole('navigation').getByRole('link', { name: 'Map' }).click();
  await page.getByRole('img', { name: /Steps of invoice-exceptions/ }).waitFor();
  expect(await page.getByRole('row', { name: /^Read / }).innerText()).toMatch(/system\s+3\s+100 %/);
  expect(await axe(page)).toEqual([]);
});

it('operators halt and resume', async () => {
  const page = await deskOf('controller');
  await page.getByRole('navigation').getByRole('link', { name: 'Systems' }).click();
  await page.getByRole('button', { name: 'Halt …' }).click();
  await page.getByLabel('Which').fill('erp');
  await page.getByLabel('Why').fill('The ERP books twice.');
  expect(await axe(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Halt' }).click();
  await page.getByText('system erp is halted').waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' }); // while it fades, its colours have no contrast
  expect(await axe(page)).toEqual([]);
  const reviewer = await deskOf('reviewer');
  await reviewer.getByRole('navigation').getByRole('link', { name: 'Systems' }).click();
  await reviewer.getByText('The ERP books twice.').waitFor();
  expect(await reviewer.getByRole('button', { name: /Halt|Resume/ }).count()).toBe(0);

  await page.getByRole('button', { name: 'Resume …' }).click();
  await page.getByLabel('Why').fill('It was mended.');
  await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
  await page.getByText('Nothing is halted').waitFor();
  // Whoever looks on is told by itself.
  await reviewer.getByText('Nothing is halted').waitFor();
});

it('the overview has a table beside each plot', async () => {
  const page = await deskOf('controller');
  await page.getByRole('navigation').getByRole('link', { name: 'Overview' }).click();
  const waits = page.getByRole('region', { name: 'Questions that wait' });
  await waits.getByText('As a table').click();
  await waits.getByRole('rowheader', { name: 'ap-lead' }).waitFor();
  expect(await axe(page)).toEqual([]);
});

it('the projection has a table beside each plot, and is asked again for another number of runs', async () => {
  const page = await deskOf('controller');
  await page.getByRole('navigation').getByRole('link', { name: 'Cost' }).click();
  const curve = page.getByRole('region', { name: 'A month of so many runs' });
  await curve.getByText('As a table').click();
  await curve.getByRole('rowheader', { name: '1,000,000' }).waitFor();
  await page
    .getByRole('region', { name: 'Which limit is met first' })
    .getByRole('rowheader', { name: 'requests to erp' })
    .waitFor();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('combobox', { name: 'Runs a month' }).click();
  await page.getByRole('option', { name: '10,000', exact: true }).click();
  await page.getByText('A month of 10,000 runs').waitFor();
});

it('is usable at 360 px', async () => {
  const page = await deskOf('controller', { width: 360, height: 740 });
  for (const name of ['Inbox', 'Runs', 'Map', 'Systems', 'Overview', 'Cost']) {
    await page.getByRole('navigation').getByRole('link', { name }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor({ state: 'attached' });
    await page.getByRole('status').first().waitFor({ state: 'detached' });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await axe(page)).toEqual([]);
  }
  await page.getByRole('navigation').getByRole('link', { name: 'Inbox' }).click();
  await page.getByRole('link', { name: /Hellingbau/ }).click();
  await page.getByRole('button', { name: 'Approve' }).waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  expect(await axe(page)).toEqual([]);
});

it('no page did what the Content-Security-Policy forbids, nor failed', () => {
  expect(complaints).toEqual([]);
});
