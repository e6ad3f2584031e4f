import { keepSecret } from '../../secrets';
import type { Authentication } from '../authentication';

/** A key in a header of its own. */
export const apiKey = (header: string, key: string): Authentication => ({
  type: 'fixed',
  credential: { headers: { [header]: keepSecret(key) } },
});
