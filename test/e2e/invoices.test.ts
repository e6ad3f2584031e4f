// Needs a Temporal dev server and PostgreSQL (stack); the worker is real, ERP, mailbox and model are stand-ins over real sockets.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { RunResult } from '../../src/contracts/run-result';
import { readEntries } from '../../src/ledger/read-entries';
import { verifyLedger } from '../../src/ledger/verify-ledger';
import { verifyRun } from '../../src/ledger/verify-run';
import { snapshot } from '../../src/ledger/verify-session';
import { maps } from '../../src/workflows/maps';
import { readSamples, reviewerFor, startInvoiceStack, tryRead } from '../helpers/invoices';
import type { InvoiceRun, InvoiceStack } from '../helpers/invoices';
import { rawDatabase } from '../helpers/raw-database';

let stack: InvoiceStack;
const runs = new Map<string, InvoiceRun & { ended: RunResult }>();

beforeAll(async () => {
  const samples = readSamples();
  stack = await startInvoiceStack(samples);
  await stack.startWorker();
  const review = stack.review(reviewerFor(({ run }) => run === 'run-07'));
  for (const sample of samples) {
    const run = await stack.start(sample);
    const ended = await run.result();
    runs.set(sample.file.slice(0, 2), { ...run, ended });
    if (process.env['RECORD_HISTORIES']) {
      const file = path.join(__dirname, '../replay/histories', `${sample.file.replace('.xml', '')}.json`);
      writeFileSync(file, historyToJSON(await stack.history(run)));
    }
  }
  await review.stop();
}, 900_000);
afterAll(() => stack.close());

describe('the samples, end to end', () => {
  it.each([
    ['01', 'clean: straight through, with no model call', 'posted'],
    ['02', 'price', 'posted|short-paid'],
    ['03', 'quantity: paid for what came', 'short-paid'],
    ['04', 'no receipt: the agent asks and stops', 'queried'],
    ['05', 'no order: a person', 'rejected'],
    ['06', 'unknown supplier: a person', 'rejected'],
    ['07', 'bank change: refused by a person', 'refused'],
    ['08', 'booked before', 'duplicate'],
    ['10', 'over the limit: approved by a person', 'posted'],
    ['13', 'arithmetic: unreadable', 'unreadable'],
    ['14', 'cut off: unreadable', 'unreadable'],
    ['15', 'sent again: told of the first', 'duplicate'],
  ])('%s %s', (file, _, ends) => {
    expect(ends.split('|')).toContain(runs.get(file)!.ended.end);
  });

  it('law 7: every run ends in an end that its map declares', () => {
    const { steps } = maps['invoice-exceptions']!;
    for (const { ended } of runs.values()) expect(steps[ended.end]).toMatchObject({ kind: 'end' });
  });

  it('a clean one costs no model call; the others do not pass their limit', async () => {
    const thoughts = async (file: string): Promise<number> =>
      (
        await stack.ledger.pool.query(`select 1 from entries where run = $1 and kind = 'thought'`, [
          runs.get(file)!.run,
        ])
      ).rowCount!;
    expect(await thoughts('01')).toBe(0);
    expect(await thoughts('02')).toBeGreaterThan(0);
    expect(await thoughts('02')).toBeLessThanOrEqual(12);
  });

  it('the second sending names the first run, and an unreadable one says why', () => {
    expect(runs.get('15')!.ended.output).toEqual({ firstRun: runs.get('01')!.run });
    expect(JSON.stringify(runs.get('13')!.ended.output)).toContain('BR-CO');
    expect(runs.get('14')!.ended.summary).toMatch(/line \d+/);
  });

  it('the books hold each voucher once, with the amount that was decided', () => {
    const { vouchers, doubles, opening } = stack.erp.books();
    expect(doubles.filter((double) => !opening.some(({ number }) => JSON.stringify(double).includes(number)))).toEqual(
      [],
    );
    const paid = [...runs.values()].filter(({ ended }) => ['posted', 'short-paid'].includes(ended.end));
    for (const { ended } of paid) {
      const { voucher } = ended.output as { voucher: string };
      expect(vouchers.filter((each) => JSON.stringify(each).includes(`"${voucher}"`))).toHaveLength(1);
    }
  });

  it('each that was decided is answered by an Invoice Response, stored and handed over', async () => {
    const answered = [...runs.values()].filter(
      ({ ended }) => ended.path.includes('answer') && ended.degraded.length === 0,
    );
    expect(answered.length).toBeGreaterThanOrEqual(6);
    expect(stack.mailbox.messages().filter(({ subject }) => subject.startsWith('Invoice Response'))).toHaveLength(
      answered.length,
    );
  });

  it('nothing of them is in the database in the clear', async () => {
    const raw = await rawDatabase(stack.ledger.pool);
    const invoices = readSamples().flatMap(({ bytes }) => tryRead(bytes) ?? []);
    const said = invoices.flatMap(({ number, seller, buyer, accounts, lines, notes, orderReference }) => [
      ...[seller, buyer].flatMap(({ name, vatId, email, endpoint }) => [name, vatId, email, endpoint?.id]),
      ...[number, orderReference, ...accounts, ...notes, ...lines.map(({ name }) => name)],
    ]);
    const people = [
      'local|reviewer',
      'local|starter',
      'by the rules of the test',
      'No, nothing more came',
      'We do not know',
    ];
    const secrets = [...said, ...people];
    const slugs = said.map((text) => text?.replace(/[^\p{L}\p{N}]+/gu, '-'));
    const searched = [...secrets, ...slugs].filter((text) => text !== undefined && text.length > 4) as string[];
    expect(searched.length).toBeGreaterThan(100);
    expect(searched.filter((text) => raw.includes(text.toLowerCase()))).toEqual([]);
    for (const known of ['run-started', 'postinvoice', 'short-paid', runs.get('03')!.run]) expect(raw).toContain(known);
  });

  it('every ledger verifies, and no step left the map', async () => {
    expect(await snapshot(stack.ledger, (client) => verifyLedger(client, {}))).toMatchObject({ findings: [] });
    for (const { run } of runs.values()) {
      expect(await verifyRun(stack.ledger, run)).toMatchObject({ intact: true });
      const steps = (await readEntries(stack.ledger, run)).flatMap(({ step }) => (step ? [step] : []));
      expect(steps.filter((step) => !(step in maps['invoice-exceptions']!.steps))).toEqual([]);
    }
  });
});
