import type { BookedInvoice, ContractPrice, Order, Receipt, Supplier } from '../../src/contracts/procurement';

/** An order as the books hold it: `open` ones are found without their number. */
export type SeededOrder = Order & { open: boolean };
export type SeededReceipt = Receipt & { supplier: string };
export type SeededPrice = ContractPrice & { supplier: string };

/** What the books hold before anyone calls. In plain formats: the stand-in dresses them up when it answers. */
export interface ErpSeed {
  suppliers: Supplier[];
  orders: SeededOrder[];
  receipts: SeededReceipt[];
  prices: SeededPrice[];
  invoices: BookedInvoice[];
}
