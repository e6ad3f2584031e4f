import { amountText, Exact } from '../../standins/erp/seeding/decimal';
import type { ErpSeed } from '../../standins/erp/erp-seed';
import { seedFromInvoices } from '../../standins/erp/seeding/seed-from-invoices';
import { readSamples, tryRead } from '../helpers/invoices';
import type { Sample } from '../helpers/invoices';

/** When Tryton makes drafts of supplier invoices itself: never, when an order is confirmed, or when goods come. */
type InvoiceMethod = 'manual' | 'order' | 'shipment';
const METHODS: readonly InvoiceMethod[] = ['manual', 'order', 'shipment'];

type TrytonOrder = Omit<ErpSeed['orders'][number], 'lines' | 'open'> & {
  method: InvoiceMethod;
  lines: (ErpSeed['orders'][number]['lines'][number] & { rate: string })[];
};

/** What build-books.py enters: as the stand-in's books, and beside each line its rate of tax in per cent. */
export interface TrytonBooks extends Omit<ErpSeed, 'orders'> {
  orders: TrytonOrder[];
}

/** Books in which each of these samples meets its scenario: the seed of the ERP stand-in, without the years before. */
export function trytonBooks(samples: readonly Sample[]): TrytonBooks {
  const read = samples.flatMap(({ bytes, scenario }) => {
    const invoice = tryRead(bytes);
    return invoice && scenario ? [{ invoice, scenario }] : [];
  });
  const invoices = read.map(({ invoice }) => invoice);
  const { seed, scenarioOf } = seedFromInvoices(invoices, { scenarios: read.map((each) => each.scenario), seed: 7 });
  const rates = new Map(
    invoices.flatMap(({ lines }) => lines.map((line) => [line.sellerItemId || line.name, line.vat?.rate ?? '0'])),
  );
  const ours = new Set(scenarioOf.map(({ order }) => order));
  return {
    ...seed,
    invoices: seed.invoices.filter(({ order }) => order === undefined),
    receipts: seed.receipts.filter(({ order }) => ours.has(order)),
    orders: seed.orders
      .filter(({ number }) => ours.has(number))
      .map(({ open: _, ...order }) => ({
        ...order,
        method: METHODS[Number(order.number.at(-1)) % METHODS.length]!,
        lines: order.lines.map((line) => ({ ...line, rate: amountText(new Exact(rates.get(line.item) ?? '0')) })),
      })),
  };
}

/** Ten that post: clean ones, wrong prices and quantities, a credit note; each on an order of its own. */
export function tenInvoices(): Sample[] {
  const samples = readSamples();
  const of = (file: string): Sample => samples.find((sample) => sample.file.startsWith(file))!;
  const again = (file: string): Sample => {
    const sample = of(file);
    const { number, orderReference = '' } = tryRead(sample.bytes)!;
    const text = sample.bytes
      .toString()
      .replaceAll(`>${number}<`, `>${number}-2<`)
      .replaceAll(`>${orderReference}<`, `>${orderReference.replace(/0(\d\d)$/, '1$1')}<`);
    return { ...sample, file: `${Number(file) + 20}${sample.file.slice(2)}`, bytes: Buffer.from(text) };
  };
  return [
    ...['01', '02', '03', '10', '12'].map(of),
    ...['01', '02', '03', '10'].map(again),
    { ...of('11'), scenario: 'clean' },
  ];
}
