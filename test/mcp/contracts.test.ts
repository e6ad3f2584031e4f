// Needs a Temporal dev server and PostgreSQL (stack). The filesystem server is the real one; ERP, mailbox and model are stand-ins.
import { appendFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { contractTools } from '../../src/agents/invoice-exceptions/contract-tools';
import { readEntries } from '../../src/ledger/read-entries';
import type { InvoiceStack, Sample } from '../helpers/invoices';
import { readSamples, reviewerFor, startInvoiceStack } from '../helpers/invoices';

let stack: InvoiceStack;
let sample: Sample;
const folder = mkdtempSync(path.join(process.env['SEAWORTHY_TEST_FOLDER']!, 'contracts-'));

beforeAll(async () => {
  sample = readSamples().find(({ file }) => file.startsWith('02'))!;
  stack = await startInvoiceStack([sample], {}, (seed) => {
    // What was agreed stands in a file, and the ERP does not know of it.
    for (const { supplier } of seed.prices) mkdirSync(path.join(folder, supplier), { recursive: true });
    for (const { supplier, item, price, currency, validFrom } of seed.prices)
      appendFileSync(
        path.join(folder, supplier, 'price-list.csv'),
        [item, price, currency, validFrom, ''].join(';') + '\n',
      );
    return { ...seed, prices: [] };
  });
  stack.env['CONTRACTS_FOLDER'] = folder;
  await stack.startWorker();
});
afterAll(() => stack.close());

it('a price that the ERP knows no contract for is paid by the price list in the folder of its supplier', async () => {
  const review = stack.review(reviewerFor(() => false));
  const run = await stack.start(sample);
  expect(['posted', 'short-paid']).toContain((await run.result()).end);
  await review.stop();
  const entries = await readEntries(stack.ledger, run.run);
  const results = entries.flatMap((entry) =>
    entry.kind === 'result' ? [`${entry.header.tool} ${entry.header.outcome}`] : [],
  );
  expect(results).toEqual(expect.arrayContaining(['listContracts done', 'readContract done']));
  expect(results.filter((result) => result.startsWith('askBuyer'))).toEqual([]);
  expect(JSON.stringify(entries.filter(({ kind }) => kind === 'thought'))).toContain(
    'contract in force on the invoice date',
  );
});

it.each([
  ['S-1/price-list.csv', true],
  ['S-1', true],
  ['S-2/price-list.csv', false],
  ['S-1/../S-2/price-list.csv', false],
  ['S-1\\..\\S-2', false],
  ['/etc/passwd', false],
  ['.', false],
  ['S-10', false],
])('%s is of the supplier S-1: %s', (asked, allowed) => {
  for (const tool of Object.values(contractTools)) {
    expect(tool.about!({ path: asked }, { supplier: 'S-1' })).toBe(allowed);
    expect(tool.about!({ path: asked }, {})).toBe(false);
  }
});
