import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ErpSeed } from '../../standins/erp/erp-seed';
import type { Sample } from '../helpers/invoices';
import { readSamples } from '../helpers/invoices';

const shared = path.resolve(__dirname, '../..', process.env['SEAWORTHY_SHARED'] ?? '../shared');
const kosit = path.join(shared, 'data/invoices/kosit__01.01a-INVOICE_ubl.xml');

/** Of the public test suite of XRechnung: magazines, and a line "Porto + Versandkosten". */
export const realInvoiceIsThere = existsSync(kosit);

/** The invoice under other numbers, each with an order of its own, as a publisher writes one a month. */
export function freightInvoices(from: number, count: number): Sample[] {
  const xml = readFileSync(kosit, 'utf8');
  return Array.from({ length: count }, (_, at) => {
    const n = from + at;
    const written = xml
      .replace('<cbc:ID>123456XX</cbc:ID>', `<cbc:ID>ZS-${n}</cbc:ID>`)
      .replace(
        /(<cbc:BuyerReference>[^<]*<\/cbc:BuyerReference>)/,
        `$1<cac:OrderReference><cbc:ID>45${100_000 + n}</cbc:ID></cac:OrderReference>`,
      );
    return { file: `fr-${n}.xml`, bytes: Buffer.from(written), scenario: 'clean' };
  });
}

/** A sample of ours with too much invoiced, under other numbers and orders. */
export function quantityInvoices(from: number, count: number): Sample[] {
  const sample = readSamples().find(({ file }) => file.startsWith('03'))!;
  const xml = sample.bytes.toString();
  return Array.from({ length: count }, (_, at) => {
    const n = from + at;
    const written = xml.replaceAll('AR-260988', `AR-${n}`).replaceAll('4500001003', `46${100_000 + n}`);
    return { file: `qu-${n}.xml`, bytes: Buffer.from(written), scenario: 'quantity' };
  });
}

/** Freight is on no order, as nobody orders it. */
export function withoutFreight(seed: ErpSeed): ErpSeed {
  const freight = /porto|versand/i;
  const dropped = new Set<string>();
  const orders = seed.orders.map((order) => ({
    ...order,
    lines: order.lines.filter(({ id, name }) => {
      if (freight.test(name)) dropped.add(`${order.number} ${id}`);
      return !freight.test(name);
    }),
  }));
  const receipts = seed.receipts.map((receipt) => ({
    ...receipt,
    lines: receipt.lines.filter(({ orderLine }) => !dropped.has(`${receipt.order} ${orderLine}`)),
  }));
  return { ...seed, orders, receipts };
}
