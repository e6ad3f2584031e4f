// Needs a Temporal dev server, PostgreSQL (stack) and Debian's Tryton, behind a proxy that loses answers and resets connections; the worker is real, mailbox
// and model are stand-ins over real sockets.
import { Decimal } from 'decimal.js';
import { z } from 'zod';
import type { Invoice } from '../../src/contracts/invoice';
import type { RunResult } from '../../src/contracts/run-result';
import { SystemHttp } from '../../src/integrations/http/system-http';
import { Rpc } from '../../src/integrations/tryton/rpc';
import { trytonHttp } from '../../src/integrations/tryton/tryton-http';
import { startFaultProxy } from '../../standins/fault-proxy/start-fault-proxy';
import type { FaultProxy } from '../../standins/fault-proxy/start-fault-proxy';
import { reviewerFor, startInvoiceStack, tryRead } from '../helpers/invoices';
import type { InvoiceStack, Sample } from '../helpers/invoices';
import { tenInvoices, trytonBooks } from './books';
import { haveTryton, login, startTryton } from './start-tryton';
import type { Tryton } from './start-tryton';

const SEED = 20_261_121;

interface Billed {
  sample: Sample;
  invoice: Invoice;
  ended: RunResult;
}

const Booked = z.object({
  id: z.int(),
  state: z.string(),
  number: z.string().nullable(),
  untaxed_amount: z.string(),
  tax_amount: z.string(),
  total_amount: z.string(),
});
const Line = z.object({
  invoice: z.int(),
  origin: z.string().nullable(),
  'origin.': z.object({ quantity: z.number(), unit_price: z.string() }).nullish(),
  quantity: z.number(),
  unit_price: z.string(),
  taxes: z.array(z.int()),
});

(haveTryton() ? describe : describe.skip)(
  'ten invoices end to end against Tryton, over a connection that loses answers',
  () => {
    const samples = tenInvoices();
    const billed: Billed[] = [];
    let tryton: Tryton;
    let proxy: FaultProxy;
    let stack: InvoiceStack;
    let rpc: Rpc;

    beforeAll(async () => {
      tryton = await startTryton(trytonBooks(samples));
      proxy = await startFaultProxy({
        target: tryton.url,
        seed: SEED,
        rules: [
          { fault: { kind: 'lost-answer' }, contains: 'account.invoice.post', after: 1, times: 2 },
          { fault: { kind: 'reset', at: 'after' }, contains: 'account.invoice.post', share: 0.5 },
          { fault: { kind: 'reset', at: 'after' }, contains: 'account.invoice.create', share: 0.4 },
          { fault: { kind: 'half-answer' }, contains: 'account.invoice.create', times: 1 },
          { fault: { kind: 'reset', at: 'after' }, contains: 'validate_invoice', share: 0.4 },
          { fault: { kind: 'reset', at: 'before' }, share: 0.03 },
          { fault: { kind: 'status', status: 401 }, after: 40, times: 1 },
        ],
      });
      stack = await startInvoiceStack(samples);
      Object.assign(stack.env, {
        ERP_KIND: 'tryton',
        ERP_URL: proxy.url,
        ERP_DATABASE: login.database,
        ERP_USER: login.user,
        ERP_PASSWORD: login.password,
      });
      rpc = new Rpc(
        new SystemHttp({ ...trytonHttp({ url: tryton.url, ...login }), system: 'erp', requestTimeoutMs: 20_000 }),
        { user: login.user },
      );
      await stack.startWorker();
      const review = stack.review(reviewerFor(() => false));
      const runs = [];
      for (const sample of samples) runs.push({ sample, run: await stack.start(sample) });
      for (const { sample, run } of runs)
        billed.push({ sample, invoice: tryRead(sample.bytes)!, ended: await run.result() });
      await review.stop();
    }, 900_000);
    afterAll(async () => {
      await stack?.close();
      await proxy?.close();
      await tryton?.close();
    });

    const booked = (number: string): Promise<z.output<typeof Booked>[]> =>
      rpc.search(
        'account.invoice',
        [['reference', '=', number]],
        ['state', 'number', 'untaxed_amount', 'tax_amount', 'total_amount'],
        Booked,
      );

    it('answers were lost after posting, and connections reset', () => {
      const struck = (kind: string): number => proxy.strikes().filter((strike) => strike.kind === kind).length;
      expect(struck('lost-answer')).toBeGreaterThan(0);
      expect(struck('reset')).toBeGreaterThan(3);
    });

    it('all are posted', () => {
      for (const { sample, ended } of billed)
        expect([sample.file, ended.end]).toEqual([sample.file, expect.stringMatching(/^(posted|short-paid)$/)]);
    });

    it('the books hold each once, posted, with the voucher and the amount that the run tells', async () => {
      for (const { invoice, ended } of billed) {
        const { voucher, amount } = ended.output as { voucher: string; amount: string };
        const sign = invoice.kind === 'credit-note' ? -1 : 1;
        const [only, ...others] = await booked(invoice.number);
        expect(others).toEqual([]);
        expect(only).toMatchObject({ state: 'posted', number: voucher });
        expect(new Decimal(only!.total_amount).toFixed(2)).toBe(new Decimal(amount).times(sign).toFixed(2));
      }
    });

    it('their lines are those of the order, for what came, and their taxes those of the invoice', async () => {
      for (const { invoice, ended } of billed) {
        const [only] = await booked(invoice.number);
        const lines = await rpc.search(
          'account.invoice.line',
          [['invoice', '=', only!.id]],
          ['invoice', 'origin', 'origin.quantity', 'origin.unit_price', 'quantity', 'unit_price', 'taxes'],
          Line,
        );
        const ofOrder = lines.filter(({ origin }) => origin);
        // A credit note on an order that is billed as ordered is not counted against it.
        expect(ofOrder).toHaveLength(invoice.kind === 'invoice' ? invoice.lines.length : 0);
        if (invoice.kind === 'credit-note') expect(lines).toMatchObject([{ quantity: -2, unit_price: '35.2' }]);
        else expect(lines.length - ofOrder.length).toBeLessThanOrEqual(2); // a difference, and cents that no tax comes to
        for (const line of ofOrder) {
          expect(new Decimal(line.unit_price).eq(line['origin.']!.unit_price)).toBe(true);
          expect(Math.abs(line.quantity)).toBeLessThanOrEqual(line['origin.']!.quantity);
        }
        const { amount } = ended.output as { amount: string };
        if (!new Decimal(amount).eq(invoice.totals.payable)) continue;
        expect(new Decimal(only!.tax_amount).abs().toFixed(2)).toBe(new Decimal(invoice.totals.tax).toFixed(2));
        expect(new Decimal(only!.untaxed_amount).abs().toFixed(2)).toBe(
          new Decimal(invoice.totals.taxExclusive).toFixed(2),
        );
      }
    });

    it('no draft of an order bills it a second time, or evens out another', async () => {
      const Ordered = z.object({ id: z.int(), quantity: z.number() });
      const orders = await rpc.search('purchase.line', [['type', '=', 'line']], ['quantity'], Ordered);
      const lines = await rpc.search(
        'account.invoice.line',
        [
          ['invoice.type', '=', 'in'],
          ['invoice.state', '!=', 'cancelled'],
          ['origin', 'like', 'purchase.line,%'],
        ],
        ['invoice', 'origin', 'quantity', 'unit_price', 'taxes'],
        Line,
      );
      for (const { id, quantity } of orders) {
        const bills = lines.filter(({ origin, quantity: part }) => origin === `purchase.line,${id}` && part > 0);
        expect(bills.reduce((sum, { quantity: part }) => sum + part, 0)).toBeLessThanOrEqual(quantity + 1e-9);
      }
    });
  },
);
