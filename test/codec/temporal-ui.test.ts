// Needs a Temporal dev server with its UI, PostgreSQL (stack) and Chromium; ERP, mailbox, model and people are stand-ins over real sockets.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Person } from '../../src/contracts/http';
import { localPeople } from '../../src/gateway/identity/local-people';
import { startGateway } from '../../src/gateway/start-gateway';
import type { RunningGateway } from '../../src/gateway/start-gateway';
import { openFileKeyRing } from '../../src/integrations/keys/file-key-ring';
import { freePort, holdPort } from '../../src/integrations/local-process/with-port';
import { startChromium } from '../helpers/chromium';
import { eventually } from '../helpers/eventually';
import { readSamples, startInvoiceStack } from '../helpers/invoices';
import type { InvoiceStack } from '../helpers/invoices';

let stack: InvoiceStack;
let uiUrl: string;
/** Its people are unchecked, as on a laptop; Temporal UI was started with its codec server, as `npm start` does. */
let laptop: RunningGateway;
/** Its people are checked. */
let office: RunningGateway;
let browser: Browser;
let historyUrl: string;
/** What was on the invoice, and what came of it. */
let plain: string[];

beforeAll(async () => {
  browser = await startChromium();
  const [sample] = readSamples();
  const [uiPort, held] = [await freePort(), await holdPort(0)];
  uiUrl = `http://127.0.0.1:${uiPort}`;
  stack = await startInvoiceStack([sample!], {
    headless: false,
    uiPort,
    uiCodecEndpoint: `http://127.0.0.1:${held.port}/codec`,
  });
  await stack.startWorker();
  const { handle, result } = await stack.start(sample!);
  const { summary, output } = await result();
  plain = [sample!.file, summary, (output as { voucher: string }).voucher];
  historyUrl = `${uiUrl}/namespaces/default/workflows/${encodeURIComponent(handle.workflowId)}/${(await handle.describe()).runId}/history`;
  await held.release();
  const { ledger, client: temporal } = stack;
  const keys = await openFileKeyRing(stack.env['SEAWORTHY_KEYS']!);
  laptop = await startGateway({ ledger, temporal, keys, uiUrl, port: held.port });
  const vouched = localPeople({ reviewer: ['ap-lead', 'admin'], controller: ['operator'], starter: ['auditor'] });
  office = await startGateway({ ledger, temporal, keys, uiUrl, people: { ...vouched, checked: true } });
}, 900_000);
afterAll(async () => {
  await browser?.close();
  await Promise.all([laptop?.close(), office?.close()]);
  await stack?.close();
});

let person: BrowserContext;
let page: Page;
beforeEach(async () => {
  person = await browser.newContext({ viewport: { width: 1400, height: 1400 } });
  page = await person.newPage();
});
afterEach(() => person.close());

async function signIn(as: Person): Promise<void> {
  await page.goto(`${office.url}/sign-in`);
  await page.getByRole('button', { name: as }).click();
  await page.waitForURL('**/desk/inbox');
}

/** In Temporal UI's own dialog, for this browser. */
async function useCodecServer(url: string): Promise<void> {
  await page.goto(uiUrl);
  await page.getByTestId(/^data-encoder-status/).click();
  await page.getByTestId('use-local-endpoint-input').check();
  await page.getByLabel('Codec Server browser endpoint').fill(`${url}/codec`);
  await page.getByLabel('Include cross-origin credentials').press('Space');
  await page.getByRole('button', { name: 'Apply' }).click();
}

/** What Temporal UI shows of the run, once it shows all of `awaited` and each of its questions to the codec server was answered; and how they were. */
async function historyWith(...awaited: string[]): Promise<{ text: string; statuses: number[] }> {
  let asked = 0;
  const statuses: number[] = [];
  const decodes = (url: string): boolean => url.includes('/codec/decode');
  page.on('request', (request) => (asked += decodes(request.url()) ? 1 : 0));
  page.on('response', (answer) => decodes(answer.url()) && statuses.push(answer.status()));
  await page.goto(historyUrl);
  let text = '';
  await eventually(async () => {
    text = await page.locator('body').innerText();
    return asked > 0 && statuses.length === asked && awaited.every((each) => text.includes(each));
  }).catch((error) => {
    throw new Error(`Temporal UI asked ${asked} times, was answered ${statuses.join()}, and shows:\n${text}`, {
      cause: error,
    });
  });
  return { text, statuses: [...new Set(statuses)] };
}

it('on a laptop, Temporal UI shows what a run holds to whoever sits there', async () => {
  const { text, statuses } = await historyWith(...plain);
  expect(text).not.toContain('Data decoding failed');
  expect(statuses).toEqual([200]);
});

describe('where people are checked, Temporal UI shows', () => {
  it.each<[string, Person]>([
    ['an operator', 'controller'],
    ['an auditor', 'starter'],
  ])('plain text to %s who signed in at the gateway', async (_, who) => {
    await signIn(who);
    await useCodecServer(office.url);
    const { text, statuses } = await historyWith(...plain);
    expect(text).not.toContain('Data decoding failed');
    expect(statuses).toEqual([200]);
  });

  it.each<[string, number, string, () => Promise<void>]>([
    ['somebody without their role', 403, 'Forbidden', () => signIn('reviewer')],
    ['somebody who did not sign in', 401, 'Unauthorized', () => Promise.resolve()],
  ])('ciphertext to %s, and why', async (_, status, reason, before) => {
    await before();
    await useCodecServer(office.url);
    const { text, statuses } = await historyWith(`Data decoding failed - ${reason}`);
    expect(text).toContain(Buffer.from('binary/encrypted').toString('base64'));
    for (const each of plain) expect(text).not.toContain(each);
    expect(statuses).toEqual([status]);
  });
});

it('a page of another site gets nothing, though an operator who is signed in opened it', async () => {
  await signIn('controller');
  const ask = (): Promise<string> =>
    page.evaluate(
      (url) =>
        fetch(url, {
          method: 'POST',
          credentials: 'include',
          headers: { 'content-type': 'application/json' },
          body: '{"payloads":[]}',
        }).then((answer) => answer.text(), String),
      `${office.url}/codec/decode`,
    );
  await page.goto(uiUrl);
  expect(await ask()).toBe('{"payloads":[]}');
  const other = createServer((_request, response) => response.end('another site'));
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}`);
  expect(await ask()).toBe('TypeError: Failed to fetch');
  await new Promise((closed) => other.close(closed));
});
