import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { KeyManagement } from '../integrations/keys/key-management';

/** An hour: far from the 2^32 uses after which random nonces of AES-GCM might meet, and few enough keys to remember all that are read. */
const RENEW_AFTER_MS = 3_600_000;
const REMEMBERED = 10_000;
/** Of no use to unwrap any other key, such as those of the ledger. */
const CONTEXT = 'temporal-payload';

interface DataKey {
  key: Uint8Array;
  /** As it travels with what it sealed. */
  wrapped: string;
}

/** Data keys for payloads: each process makes its own, and another every hour. Key management is asked once for each. */
export class PayloadKeys {
  private readonly known = new LRUCache<string, Uint8Array>({
    max: REMEMBERED,
    fetchMethod: (wrapped) => this.keys.unwrap(wrapped, CONTEXT),
  });
  private newest: Promise<DataKey> | undefined;
  private renewAt = 0;

  constructor(private readonly keys: KeyManagement) {}

  /** The key to seal with. @throws what key management throws */
  current(): Promise<DataKey> {
    const now = Date.now();
    if (!this.newest || now >= this.renewAt) {
      this.renewAt = now + RENEW_AFTER_MS;
      this.newest = this.make();
      this.newest.catch(() => (this.newest = undefined));
    }
    return this.newest;
  }

  /** @throws KeyError for a key that was not wrapped for payloads by a master key held here; else what key management throws */
  unwrapped(wrapped: string): Promise<Uint8Array> {
    return this.known.forceFetch(wrapped);
  }

  private async make(): Promise<DataKey> {
    const key = randomBytes(32);
    const wrapped = await this.keys.wrap(key, CONTEXT);
    this.known.set(wrapped, key);
    return { key, wrapped };
  }
}
