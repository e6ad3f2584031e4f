import { randomBytes } from 'node:crypto';
import type { KeyManagement } from '../integrations/keys/key-management';

/** A key for signatures, as its receiver is told it once, and as it is kept. Unwrapped where messages are sent: src/activities/webhooks. */
export async function newWebhookSecret(
  masterKeys: KeyManagement,
  webhook: string,
): Promise<{ told: string; wrapped: string }> {
  const key = randomBytes(32);
  return { told: `whsec_${key.toString('base64')}`, wrapped: await masterKeys.wrap(key, `webhook:${webhook}`) };
}
