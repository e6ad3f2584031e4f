import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { KeyError } from './key-ring';

const IV = 12;
const TAG = 16;

/** AES-256-GCM (NIST SP 800-38D): 12 random bytes of nonce, the tag, the ciphertext. `context` is authenticated and has to be the same on opening. */
export function seal(key: Uint8Array, plain: Uint8Array, context: string): Buffer {
  const iv = randomBytes(IV);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]);
}

/** @throws KeyError when key or context are others, or a bit has changed */
export function open(key: Uint8Array, sealed: Uint8Array, context: string): Buffer {
  if (sealed.length < IV + TAG) throw new KeyError('it is too short to be sealed');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV), { authTagLength: TAG })
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(IV, IV + TAG));
  const text = decipher.update(sealed.subarray(IV + TAG));
  try {
    return Buffer.concat([text, decipher.final()]);
  } catch {
    throw new KeyError('what was sealed, the key or the context is another');
  }
}
