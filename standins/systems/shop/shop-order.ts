/** An order in the words of the shop. */
export interface ShopOrder {
  number: string;
  customer: { name: string; email: string };
  state: 'placed' | 'sent' | 'delivered' | 'cancelled';
  deliveredOn: string | null;
  items: { name: string; finalSale: boolean }[];
  paid: string;
  refunded: string;
  currency: string;
}

/** Orders that meet every clause of the policy, as of today. */
export function madeUpOrders(today: Date): ShopOrder[] {
  const order = (number: string, paid: string, of: Partial<ShopOrder>): ShopOrder => ({
    number,
    customer: { name: 'Customer of the stand-in', email: `customer-${number}@shop.example` },
    state: 'delivered',
    deliveredOn: daysBefore(today, 5),
    items: [{ name: 'a lamp', finalSale: false }],
    paid,
    refunded: '0',
    currency: 'EUR',
    ...of,
  });
  return [
    order('1001', '79.90', {}),
    order('1002', '349.00', { items: [{ name: 'an armchair', finalSale: false }] }),
    order('1003', '59.00', { deliveredOn: daysBefore(today, 60) }),
    order('1004', '189.00', { state: 'placed', deliveredOn: null }),
    order('1005', '25.50', { state: 'sent', deliveredOn: null }),
    order('1006', '19.00', { items: [{ name: 'a vase', finalSale: true }] }),
  ];
}

function daysBefore(today: Date, days: number): string {
  return new Date(today.getTime() - days * 86_400_000).toISOString().slice(0, 10);
}
