// Needs Debian's Tryton, of which it starts one of its own; no Temporal, no PostgreSQL.
import { execFileSync } from 'node:child_process';
import { z } from 'zod';
import type { Posting } from '../../src/contracts/invoice-exceptions';
import { SystemHttp } from '../../src/integrations/http/system-http';
import type { SystemError } from '../../src/integrations/system-error';
import { Rpc } from '../../src/integrations/tryton/rpc';
import { TrytonClient } from '../../src/integrations/tryton/tryton-client';
import { trytonHttp } from '../../src/integrations/tryton/tryton-http';
import { startFaultProxy } from '../../standins/fault-proxy/start-fault-proxy';
import type { FaultProxy } from '../../standins/fault-proxy/start-fault-proxy';
import { tenInvoices, trytonBooks } from './books';
import { haveTryton, login, startTryton } from './start-tryton';
import type { Tryton } from './start-tryton';

(haveTryton() ? describe : describe.skip)('the client of Tryton', () => {
  let tryton: Tryton;
  let proxy: FaultProxy;
  let rpc: Rpc;
  let client: TrytonClient;

  const connect = (settings: { password?: string; acknowledge?: string[] } = {}): Rpc => {
    const { password = login.password, acknowledge } = settings;
    const http = new SystemHttp({
      ...trytonHttp({ ...login, url: proxy.url, password }),
      system: 'erp',
      requestTimeoutMs: 30_000,
    });
    return new Rpc(http, { user: login.user, acknowledge });
  };

  beforeAll(async () => {
    tryton = await startTryton(trytonBooks(tenInvoices()));
    proxy = await startFaultProxy({ target: tryton.url });
    rpc = connect();
    client = new TrytonClient(rpc);
  }, 900_000); // the books are built once on a machine: a minute, and more on a busy one
  afterEach(() => proxy?.set([]));
  afterAll(async () => {
    await proxy?.close();
    await tryton?.close();
  });

  /** The supplier of an order, by its name. */
  const supplierOf = async (name: string): Promise<string> => (await client.findSupplier({ name }))!.id;
  const failure = (work: Promise<unknown>): Promise<SystemError> =>
    work.then(
      () => Promise.reject(new Error('It did not fail.')),
      (error: SystemError) => error,
    );
  const Drafted = z.object({ id: z.int(), reference: z.string().nullable(), state: z.string() });
  const invoicesOn = (order: string): Promise<z.output<typeof Drafted>[]> =>
    rpc.search(
      'account.invoice',
      [['lines.origin.purchase.number', '=', order, 'purchase.line']],
      ['reference', 'state'],
      Drafted,
    );

  const screws: Omit<Posting, 'supplier'> = {
    number: 'NS-2026-0417',
    kind: 'invoice',
    date: '2026-11-02',
    order: '4500001001',
    amount: '1257.00',
    invoiced: '1257.00',
    currency: 'EUR',
  };
  const posting = async (changes: Partial<Posting> = {}): Promise<Posting> => ({
    ...screws,
    supplier: await supplierOf('Nordhafen Schrauben GmbH'),
    ...changes,
  });

  it('finds a supplier by VAT id, GLN or name, and none whose ids contradict', async () => {
    const byVat = await client.findSupplier({ vatId: 'DE 999 902 022', name: 'Somebody else' });
    expect(byVat).toMatchObject({
      name: 'Papierkram Büroservice GmbH',
      vatId: 'DE999902022',
      gln: '9520000002022',
      accounts: ['DE10000000000002020202'],
      blocked: false,
      email: 'buchhaltung@papierkram-buero.example',
    });
    expect(await client.findSupplier({ gln: '9520000002022', name: '' })).toEqual(byVat);
    expect(await client.findSupplier({ name: 'PAPIERKRAM Büroservice' })).toBeNull();
    expect(await client.findSupplier({ name: 'papierkram büroservice gmbh' })).toEqual(byVat);
    expect(await client.findSupplier({ vatId: 'DE123456789', name: 'Papierkram Büroservice GmbH' })).toBeNull();
  });

  it('reads orders, what came in parts, and prices as agreed since they were entered', async () => {
    const supplier = await supplierOf('Papierkram Büroservice GmbH');
    const order = await client.findOrder({ supplier, reference: '4500001002' });
    expect(order).toMatchObject({
      number: '4500001002',
      supplier,
      currency: 'EUR',
      buyer: expect.stringContaining('@buyer.example') as string,
      lines: [
        { item: 'PK-A4-80', quantity: '40', unit: 'XPP', price: '4.95' },
        { item: 'PK-T20K', quantity: '4', unit: 'H87' },
      ],
    });
    expect((await client.ordersOf(supplier)).map(({ number }) => number)).toEqual(['4500001002', '4500001102']);
    expect(await client.findOrder({ supplier })).toMatchObject({ supplier });
    expect(await client.findOrder({ supplier, reference: 'no such order' })).toBeNull();
    const receipts = await client.receiptsOf({ supplier, number: '4500001002' });
    const line = order!.lines[0]!.id;
    const came = receipts.flatMap(({ lines }) => lines.filter(({ orderLine }) => orderLine === line));
    expect(came.reduce((sum, { quantity }) => sum + Number(quantity), 0)).toBe(40);
    const prices = await client.contractPrices(supplier, ['PK-A4-80', 'unknown']);
    expect(prices).toMatchObject(
      [{ item: 'PK-A4-80', price: '4.95', currency: 'EUR', validFrom: /^2026-/ as never }].map(
        ({ validFrom: _, ...it }) => it,
      ),
    );
    expect(prices[0]!.validFrom < '2026-11-01').toBe(true);
  });

  it('posts once, however often it is asked, and an invoice of the same number is refused', async () => {
    const wanted = await posting();
    const reference = 'run-1/postInvoice/0/NS';
    const { draft } = await client.draftInvoice(wanted, reference);
    expect(await client.findDraft(reference)).toMatchObject({ id: draft, state: 'draft', amount: '1056.3' }); // no tax yet
    const posted = await client.commitInvoice(draft, {}, wanted);
    expect(await client.commitInvoice(draft, {}, wanted)).toEqual(posted);
    expect(await client.invoicesOf(wanted.supplier, wanted.number)).toMatchObject([
      { id: draft, reference, state: 'posted', amount: '1257', order: '4500001001', ...posted },
    ]);
    const second = await failure(client.draftInvoice(wanted, 'run-2/postInvoice/0/NS'));
    expect(second).toMatchObject({
      class: 'rejected',
      message: expect.stringContaining(`another invoice of this number and supplier, ${draft}`) as string,
    });
  });

  it('refuses what was cancelled, what comes to another amount, another currency, and an order that is not there', async () => {
    const wanted = await posting({ order: '4500001101', number: 'NS-2' });
    const { draft } = await client.draftInvoice(wanted, 'run-3/postInvoice/0/NS-2');
    expect(await failure(client.commitInvoice(draft, {}, { ...wanted, amount: '1257.01' }))).toMatchObject({
      class: 'rejected',
      message: expect.stringContaining('comes to 1257 in Tryton, and 1257.01 was approved') as string,
    });
    await rpc.write('model.account.invoice.cancel', [[Number(draft)]], z.unknown());
    expect(await failure(client.commitInvoice(draft, {}, wanted))).toMatchObject({
      class: 'rejected',
      message: expect.stringContaining('was cancelled') as string,
    });
    const rejected = { class: 'rejected' };
    expect(await failure(client.draftInvoice({ ...wanted, currency: 'NOK' }, 'x'))).toMatchObject(rejected);
    expect(await failure(client.draftInvoice({ ...wanted, order: '0' }, 'x'))).toMatchObject(rejected);
    expect(await failure(client.draftInvoice({ ...wanted, amount: '300.00' }, 'x'))).toMatchObject(rejected);
  });

  it('takes the place of the draft that Tryton made of the order itself, and leaves it one for the rest', async () => {
    const order = '4500001002'; // invoiced when it was confirmed
    const supplier = await supplierOf('Papierkram Büroservice GmbH');
    const [own] = await invoicesOn(order);
    expect(own).toMatchObject({ reference: null, state: 'draft' });
    const wanted: Posting = {
      ...screws,
      supplier,
      order,
      number: '26-11873',
      date: '2026-11-03',
      amount: '601.64',
      invoiced: '637.84',
    };
    const { draft } = await client.draftInvoice(wanted, 'run-4/postInvoice/0/26');
    await client.commitInvoice(draft, {}, wanted);
    expect(await invoicesOn(order)).toEqual([{ id: Number(draft), reference: '26-11873', state: 'posted' }]);
  });

  it('finds out what became of answers that were lost', async () => {
    const supplier = await supplierOf('Hellingbau Stahlhandel GmbH');
    const wanted: Posting = {
      ...screws,
      supplier,
      order: '4500001010',
      number: 'HS',
      date: '2026-11-13',
      amount: '37775.24',
      invoiced: '37775.24',
    };
    const reference = 'run-5/postInvoice/0/HS';
    proxy.set([{ fault: { kind: 'reset', at: 'after' }, contains: 'account.invoice.create', times: 1 }]);
    expect(await failure(client.draftInvoice(wanted, reference))).toMatchObject({ class: 'unknown' });
    const { id } = (await client.findDraft(reference))!;
    for (const button of ['validate_invoice', 'invoice.post']) {
      proxy.set([{ fault: { kind: 'half-answer' }, contains: button, times: 1 }]);
      expect(await failure(client.commitInvoice(id, {}, wanted))).toMatchObject({ class: 'unknown' });
    }
    const { voucher } = await client.commitInvoice(id, {}, wanted);
    expect(await client.invoicesOf(supplier, 'HS')).toMatchObject([{ id, voucher, state: 'posted' }]);
  });

  it('asks for leave before each request that changes something, and sends nothing without it', async () => {
    const wanted = await posting({ order: '4500001101', number: 'NS-3' });
    let asked = 0;
    const call = { renew: () => Promise.resolve(void (asked += 1)), beforeSend: () => undefined };
    const { draft } = await client.draftInvoice(wanted, 'run-6/postInvoice/0/NS-3', call);
    expect(asked).toBe(1);
    const halted = { renew: () => Promise.reject(new Error('halted')) };
    await expect(client.commitInvoice(draft, halted, wanted)).rejects.toThrow('halted');
    expect(await client.findDraft('run-6/postInvoice/0/NS-3')).toMatchObject({ state: 'draft', amount: '1056.3' });
  });

  it('begins a new session when the old one has ended', async () => {
    execFileSync('/usr/bin/python3', [
      '-c',
      'import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as books: books.execute("delete from ir_session")',
      tryton.database,
    ]);
    await client.probe();
  });

  it('acknowledges declared warnings, and no other', async () => {
    // Changing the unit in which a product is bought, once a supplier's product is tied to it.
    const Tied = z.object({
      template: z.int(),
      'template.': z.object({ products: z.array(z.int()) }),
      party: z.int(),
      currency: z.int(),
    });
    const [tied] = await rpc.search(
      'purchase.product_supplier',
      [['code', '=', 'PK-T20K']],
      ['template', 'template.products', 'party', 'currency'],
      Tied,
    );
    const {
      template,
      'template.': { products },
      party,
      currency,
    } = tied!;
    await rpc.write(
      'model.purchase.product_supplier.create',
      [[{ template, product: products[0], party, currency, company: await rpc.company() }]],
      z.unknown(),
    );
    const [pallet] = await rpc.search('product.uom', [['name', '=', 'XPP']], [], z.object({ id: z.int() }));
    const change = (through: Rpc): Promise<unknown> =>
      through.write('model.product.template.write', [[template], { purchase_uom: pallet!.id }], z.unknown());
    expect(await failure(change(rpc))).toMatchObject({ class: 'rejected', code: 'UserWarning' });
    await change(connect({ acknowledge: [`${template}@product_template`] }));
  });

  it('tells an exception of the server from a refusal: of a write it is not known what it did', async () => {
    expect(await failure(rpc.read('model.no.such.read', [[1]], z.unknown()))).toMatchObject({ class: 'transient' });
    expect(await failure(rpc.write('model.no.such.write', [[1]], z.unknown()))).toMatchObject({
      class: 'unknown',
      code: 'ended',
    });
    expect(await failure(rpc.write('model.account.invoice.create', [[{ type: 'in' }]], z.unknown()))).toMatchObject({
      class: 'rejected',
      code: 'UserError',
    });
  });

  it('does not repeat a password that was refused, which would lock the user out', async () => {
    const wrong = connect({ password: 'not-the-password' });
    expect(await failure(wrong.read('model.res.user.get_preferences', [true], z.unknown()))).toMatchObject({
      class: 'credential',
    });
    const { requests } = proxy.traffic();
    expect(await failure(wrong.read('model.res.user.get_preferences', [true], z.unknown()))).toMatchObject({
      class: 'credential',
    });
    expect(proxy.traffic().requests).toBe(requests);
    await client.probe();
  }, 900_000);
});
