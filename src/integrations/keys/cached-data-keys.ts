import { LRUCache } from 'lru-cache';
import type { DataKeys } from './data-keys';

/** After so long every process of a fleet has noticed that a key was destroyed. */
const NOTICED_WITHIN_MS = 60_000;
const REMEMBERED = 10_000;

/** Remembers unwrapped keys for a minute, so that an entry does not cost a look at the store. */
export function cachedDataKeys(keys: DataKeys, rememberedForMs = NOTICED_WITHIN_MS): DataKeys {
  const known = new LRUCache<string, Promise<Uint8Array>>({ max: REMEMBERED, ttl: rememberedForMs });
  const remember = (id: string, key: Promise<Uint8Array>): Promise<Uint8Array> => {
    known.set(id, key);
    key.catch(() => known.peek(id) === key && known.delete(id));
    return key;
  };
  return {
    obtain: (id) => known.get(id) ?? remember(id, keys.obtain(id)),
    get: async (id) => {
      const there = known.get(id);
      if (there) return there;
      const found = await keys.get(id);
      return found && remember(id, Promise.resolve(found));
    },
    destroy: async (id) => {
      known.delete(id);
      await keys.destroy(id);
      known.delete(id); // who asked in between was told the old one
    },
    close: () => keys.close(),
  };
}
