import { startShopStandIn } from './shop/start-shop-stand-in';
import type { SystemStandIn } from './system-stand-in';

/** A stand-in for the shop: its orders are made up, and what it pays back nobody gets. */
export const shopStandIn: SystemStandIn = {
  system: 'shop',
  setting: 'SHOP_URL',
  start: async () => {
    const { url, apiKey, close } = await startShopStandIn();
    return { env: { SHOP_URL: url, SHOP_KEY: apiKey }, link: `${url}/_standin/written`, close };
  },
};
