// Needs the ERP stand-in (starts it) and the third-party invoices of the shared folder (skips without); no database.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Invoice } from '../../../src/contracts/invoice';
import type { Difference } from '../../../src/contracts/invoice-exceptions';
import { compareInvoice, readInvoice } from '../../../src/integrations/documents';
import type { ErpClient } from '../../../src/integrations/erp/erp-client';
import { SCENARIOS } from '../../../standins/erp/seeding/scenario';
import type { Scenario } from '../../../standins/erp/seeding/scenario';
import { seedFromInvoices } from '../../../standins/erp/seeding/seed-from-invoices';
import type { Seeded } from '../../../standins/erp/seeding/seed-from-invoices';
import { startErpStandIn } from '../../../standins/erp/start-erp-stand-in';
import { connectErp } from './connect-erp';

const folder = resolve(process.env.SEAWORTHY_SHARED ?? join(__dirname, '../../../../shared'), 'data/invoices');
const present = existsSync(folder);
if (!present)
  console.warn(`SKIPPED: ${folder} is not there; set SEAWORTHY_SHARED to the folder that holds data/invoices.`);

interface Found {
  file: string;
  seeded: Seeded;
  supplier: string | undefined;
  order: string | undefined;
  kinds: Difference['kind'][];
}

const files = present ? readdirSync(folder).filter((file) => /\.xml$/i.test(file)) : [];
const readable = files.flatMap((file) => {
  try {
    return [{ file, invoice: readInvoice(readFileSync(join(folder, file))) }];
  } catch {
    return []; // broken ones are part of the set
  }
});

/** What a run would meet: supplier, order and comparison, all through the client. */
async function meet(client: ErpClient, invoice: Invoice): Promise<Omit<Found, 'file' | 'seeded'>> {
  const { vatId, gln, name } = invoice.seller;
  const supplier = await client.findSupplier({ vatId, gln, name });
  const order = supplier && (await client.findOrder({ supplier: supplier.id, reference: invoice.orderReference }));
  const comparison = order && compareInvoice({ invoice, order, receipts: await client.receiptsOf(order) });
  return { supplier: supplier?.id, order: order?.number, kinds: comparison?.differences.map(({ kind }) => kind) ?? [] };
}

async function meetAll(salt: number, wanted?: Scenario): Promise<Found[]> {
  const invoices = readable.map(({ invoice }) => invoice);
  const { seed, scenarioOf } = seedFromInvoices(invoices, {
    seed: salt,
    ...(wanted && { scenarios: invoices.map(() => wanted) }),
  });
  const erp = await startErpStandIn({ seed, requestsPerSecond: 10_000, pageSize: 50 });
  try {
    const client = connectErp({
      baseUrl: erp.url,
      clientId: 'seaworthy',
      clientSecret: 'stand-in',
      requestTimeoutMs: 5000,
    });
    const found: Found[] = [];
    for (const [index, { file, invoice }] of readable.entries())
      found.push({ file, seeded: scenarioOf[index] as Seeded, ...(await meet(client, invoice)) });
    return found;
  } finally {
    await erp.close();
  }
}

/** What the comparison must say, and nothing else. */
const EXPECTED: Record<Scenario, Difference['kind'][]> = {
  clean: [],
  duplicate: [],
  'bank-change': [],
  'no-order': [],
  'unknown-supplier': [],
  price: ['price'],
  quantity: ['quantity', 'not-received'],
  'no-receipt': ['not-received'],
  currency: ['currency'],
};

/** The files whose books do not keep what their scenario promises, and how. */
const broken = (found: Found[]): string[] =>
  found.flatMap(({ file, seeded, supplier, order, kinds }) => {
    const { scenario } = seeded;
    const expected = EXPECTED[scenario];
    const holds =
      supplier === seeded.supplier &&
      order === seeded.order &&
      kinds.every((kind) => expected.includes(kind)) &&
      kinds.length > 0 === expected.length > 0 &&
      (supplier === undefined) === (scenario === 'unknown-supplier') &&
      (order === undefined) === (scenario === 'unknown-supplier' || scenario === 'no-order');
    return holds ? [] : [`${file}: ${scenario}, but supplier ${supplier}, order ${order}, ${kinds.join(', ')}`];
  });

(present ? describe : describe.skip)('books seeded from real invoices', () => {
  test('enough of them are readable', () => expect(readable.length).toBeGreaterThanOrEqual(20));

  test.each(SCENARIOS)('%s holds for every one that can have it', async (scenario) => {
    const found = await meetAll(1, scenario);
    expect(broken(found)).toEqual([]);
    const having = found.filter((it) => it.seeded.scenario === scenario).length;
    expect(having).toBeGreaterThanOrEqual(scenario === 'unknown-supplier' ? 5 : 15);
  });

  test('the mix holds for ten seeds, with something of everything', async () => {
    const seen = new Set<Scenario>();
    for (let salt = 1; salt <= 10; salt += 1) {
      const found = await meetAll(salt);
      expect(broken(found)).toEqual([]);
      for (const { seeded } of found) seen.add(seeded.scenario);
    }
    expect([...seen].sort()).toEqual([...SCENARIOS].sort());
  });
});
