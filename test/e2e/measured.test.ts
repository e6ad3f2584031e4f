// Needs a Temporal dev server and PostgreSQL (stack); the worker is real, ERP, mailbox and model are stand-ins over real sockets.
import Decimal from 'decimal.js';
import { invoiceAgent } from '../../src/agents/invoice-exceptions';
import { CostBy } from '../../src/contracts/costs';
import type { Entry, Headers } from '../../src/contracts/entry';
import type { RunId } from '../../src/contracts/ids';
import { checkCompleteness } from '../../src/gateway/check-completeness';
import { findGaps } from '../../src/gateway/find-gaps';
import { reportCosts } from '../../src/gateway/costs/report-costs';
import { PriceBook } from '../../src/integrations/prices/price-book';
import { prices } from '../../src/integrations/prices/prices';
import { readEntries } from '../../src/ledger/read-entries';
import { readUsage } from '../../src/ledger/read-usage';
import { readSamples, reviewerFor, startInvoiceStack } from '../helpers/invoices';
import type { InvoiceRun, InvoiceStack } from '../helpers/invoices';

const ROUNDS = ['', '-b'];
const lately = { workflow: 'invoiceExceptions', since: new Date(0), until: new Date('2100-01-01') };

let stack: InvoiceStack;
let runs: InvoiceRun[];

beforeAll(async () => {
  const samples = readSamples();
  stack = await startInvoiceStack(samples);
  await stack.startWorker();
  const review = stack.review(reviewerFor(({ run }) => run.startsWith('run-07')));
  runs = [];
  for (const round of ROUNDS) {
    const started = await Promise.all(samples.map((sample) => stack.start(sample, round)));
    await Promise.all(started.map(({ result }) => result()));
    runs.push(...started);
  }
  await review.stop();
}, 900_000);
afterAll(() => stack.close());

it('the ledger says of each call what went in, what came out, why, how it was judged, how long it took and what it cost', async () => {
  const found = await checkCompleteness(stack.ledger, lately);
  expect(found).toMatchObject({ runs: runs.length, erased: 0, gaps: [] });
  expect(runs.length).toBeGreaterThan(20);
  expect(found.modelCalls).toBeGreaterThan(5);
  expect(found.toolCalls).toBeGreaterThan(runs.length * 3);
});

describe('a gap is found', () => {
  let entries: Entry[];
  beforeAll(async () => {
    const { rows } = await stack.ledger.pool.query<{ run: RunId }>(
      `select run from entries where kind = 'result' and step = 'resolve' and header::jsonb->>'outcome' = 'done' limit 1`,
    );
    entries = await readEntries(stack.ledger, rows[0]!.run);
  });

  const without = (kind: Entry['kind'], change: (entry: Entry) => Entry | undefined): string[] => {
    const at = entries.findIndex((entry) => entry.kind === kind && (kind !== 'result' || entry.step === 'resolve'));
    const changed = entries.flatMap((entry, place) => (place === at ? (change(entry) ?? []) : [entry]));
    return findGaps(changed).map(({ missing }) => missing);
  };
  const header = (change: object) => (entry: Entry) => ({ ...entry, header: { ...entry.header, ...change } }) as Entry;
  const bare = (entry: Entry) => ({ ...entry, body: null }) as Entry;

  it.each([
    ['input', 'call-asked', bare],
    ['output', 'thought', bare],
    ['output', 'result', () => undefined],
    ['output', 'result', bare],
    ['latency', 'result', header({ ms: undefined })],
    ['verdict', 'verdict', () => undefined],
    ['latency', 'thought', header({ ms: undefined })],
    ['tokens', 'thought', header({ cacheRead: undefined })],
    ['cost', 'thought', header({ usd: '' })],
    [
      'why',
      'thought',
      (entry: Entry) => ({
        ...entry,
        body: JSON.parse(JSON.stringify(entry.body).replaceAll('"why":', '"how":')) as never,
      }),
    ],
  ] as const)('no %s of a %s', (missing, kind, change) => {
    expect(findGaps(entries)).toEqual([]);
    expect(without(kind, change)).toContain(missing);
  });

  it('no input of a model call', () => {
    const changed = entries.map((entry) =>
      entry.kind === 'step-entered' && entry.step === 'resolve' ? bare(entry) : entry,
    );
    const gaps = findGaps(changed);
    expect(gaps.length).toBeGreaterThan(0);
    expect(gaps.filter(({ call, missing }) => call !== null || missing !== 'input')).toEqual([]);
  });
});

describe('cost', () => {
  const systemOf = (tool: string): string | undefined => invoiceAgent.tools[tool as never]?.['system']['name'];
  const costOf = (by: CostBy, book = prices()) => reportCosts(readUsage(stack.ledger, lately), { by, book, systemOf });

  it('is exact by call, step, class, run and tenant, and what the ledger noted at the time', async () => {
    const reports = await Promise.all(CostBy.options.map((by) => costOf(by)));
    for (const { lines, usd, runs: counted } of reports) {
      expect(lines.reduce((sum, line) => sum.plus(line.usd), new Decimal(0)).toFixed()).toBe(usd);
      expect(counted).toBe(runs.length);
    }
    const { rows } = await stack.ledger.pool.query<{ usd: string }>(
      'select trim_scale(sum(usd))::text as usd from runs',
    );
    const tokens = reports
      .find(({ by }) => by === 'class')!
      .lines.filter(({ key }) => ['input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h'].includes(key));
    expect(tokens.reduce((sum, line) => sum.plus(line.usd), new Decimal(0)).toFixed()).toBe(rows[0]!.usd);
  });

  it('is told by another price book, with a fee for each answer of a system', async () => {
    const rate = { from: '2026-01-01', input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
    const free = { temporalAction: 0, workerHour: 0, gigabyteMonth: 0 };
    const book = (models: object) =>
      PriceBook.of({ models, batch: 0.5, systems: { erp: 0.25 }, infrastructure: free }, 'of the test');
    const { rows } = await stack.ledger.pool.query<{ n: number }>(
      `select count(*)::int as n from entries where kind = 'result' and header::jsonb->>'outcome' not in ('denied', 'unavailable')
         and header::jsonb->>'tool' in ('findSupplier', 'findOrder', 'findReceipts', 'orderHistory', 'contractPrices', 'earlierInvoices', 'postInvoice')`,
    );
    const { usd, lines } = await costOf('class', book({ 'claude-sonnet-5-5': [rate] }));
    expect(usd).toBe(new Decimal(rows[0]!.n).times('0.25').toFixed());
    expect(lines).toEqual([{ key: 'fees', usd }]);
    await expect(costOf('class', book({ other: [rate] }))).rejects.toThrow('There is no price for the model');
  });
});

it('tokens are those that the model counted, call by call and class by class', async () => {
  const { rows } = await stack.ledger.pool.query<{ h: Headers['thought'] }>(
    `select header::jsonb as h from entries where kind = 'thought'`,
  );
  const told = rows.map(({ h }) => [
    h.requestId,
    h.model,
    h.input,
    h.output,
    h.cacheRead,
    h.cacheWrite5m,
    h.cacheWrite1h,
  ]);
  const counted = stack.model
    .calls()
    .filter(({ answered }) => answered)
    .map(({ requestId, model, usage }) => [
      ...[requestId, model, usage!.input_tokens, usage!.output_tokens, usage!.cache_read_input_tokens],
      ...[usage!.cache_creation!.ephemeral_5m_input_tokens, usage!.cache_creation!.ephemeral_1h_input_tokens],
    ]);
  expect(told.length).toBeGreaterThan(5);
  expect(told.sort()).toEqual(counted.sort());
  expect(told.some(([, , , , cacheRead]) => Number(cacheRead) > 0)).toBe(true);
});
