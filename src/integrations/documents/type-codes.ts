/**
 * UNTDID 1001 codes that EN 16931 allows for BT-3 (rule BR-CL-01). Code 81 stands in both of the official lists; it is a credit note by
 * its meaning ("credit note related to goods or services").
 */
const invoiceCodes = codes(
  '71 80 82 84 102 130 202 203 204 211 218 219 295 325 326 331 380 382 383 384 385 386 387 388 389 390 393 394 395 456 457 471 472 473',
  '500 501 527 553 575 623 633 751 780 817 870 875 876 877 935',
);
const creditNoteCodes = codes('81 83 261 262 296 308 381 396 420 458 502 503 532');

/** Which way the money flows. A corrected invoice (384) is an invoice, whose amounts may be negative. */
export function kindOf(typeCode: string): 'invoice' | 'credit-note' | undefined {
  if (creditNoteCodes.has(typeCode)) return 'credit-note';
  return invoiceCodes.has(typeCode) ? 'invoice' : undefined;
}

function codes(...lists: string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.split(' ')));
}
