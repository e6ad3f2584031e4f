import { createHmac, hkdfSync } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { open, seal } from '../integrations/keys/aes-gcm';
import { KeyError } from '../integrations/keys/key-ring';

/** The first byte of what is stored: how the rest came to be. */
const VERSION = { plain: 1, deflated: 2 } as const;
/** Shorter ones do not shrink. */
const WORTH_DEFLATING = 128;
/** Of one decrypted content: documents have at most 10 MB. */
const MOST = 64 * 1024 * 1024;

/**
 * Encrypts what the ledger stores under one data key: a version byte, then AES-256-GCM over the content, deflated before where that makes it
 * shorter, since PostgreSQL cannot compress what is encrypted. `place` says where it stands; it does not open anywhere else.
 */
export class Cipher {
  private digestKey: Buffer | undefined;

  constructor(private readonly key: Uint8Array) {}

  encrypt(content: Uint8Array, place: string): Buffer {
    const deflated = content.length >= WORTH_DEFLATING && deflate(content);
    const shorter = deflated && deflated.length < content.length;
    const version = shorter ? VERSION.deflated : VERSION.plain;
    return Buffer.concat([Buffer.of(version), seal(this.key, shorter ? deflated : content, contextOf(version, place))]);
  }

  /** @throws KeyError when it was altered, stood elsewhere, or was encrypted under another key */
  decrypt(stored: Uint8Array, place: string): Buffer {
    const version = stored[0];
    if (version !== VERSION.plain && version !== VERSION.deflated) throw new KeyError('it is not encrypted');
    const content = open(this.key, stored.subarray(1), contextOf(version, place));
    return version === VERSION.deflated ? inflateRawSync(content, { maxOutputLength: MOST }) : content;
  }

  /** The same for a column of text, in base64url. */
  encryptText(text: string, place: string): string {
    return this.encrypt(Buffer.from(text), place).toString('base64url');
  }

  /** What content can be recognised by and not guessed: HMAC-SHA-256, as hex. Means nothing once the key is destroyed. */
  digest(content: string | Uint8Array): string {
    this.digestKey ??= Buffer.from(hkdfSync('sha256', this.key, '', 'digest', 32));
    return createHmac('sha256', this.digestKey).update(content).digest('hex');
  }
}

function contextOf(version: number, place: string): string {
  return `${version}\n${place}`;
}

/** Most of the time goes into making room, of which a short one needs little. */
function deflate(content: Uint8Array): Buffer {
  return deflateRawSync(content, content.length < 8192 ? { level: 1, windowBits: 13, memLevel: 5 } : { level: 1 });
}
