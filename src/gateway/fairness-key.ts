import { createHash } from 'node:crypto';

/** What Temporal takes. */
const MOST_BYTES = 64;

/** Tasks are dispatched by turns over these, so that no tenant's flood starves another's trickle. Tenants of a longer name go by its digest. */
export function fairnessKey(tenant: string): string {
  return Buffer.byteLength(tenant) <= MOST_BYTES ? tenant : createHash('sha256').update(tenant).digest('hex');
}
