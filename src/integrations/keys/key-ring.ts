import type { JSONWebKeySet, JWTPayload } from 'jose';

/** What a signature is for. A key signs for one purpose only, so that a checkpoint can never pass as a decision. */
export const purposes = ['decision', 'admission', 'checkpoint', 'session', 'sign-in', 'flag'] as const;
export type Purpose = (typeof purposes)[number];

/**
 * Signs and verifies. Private keys stay behind this interface: in development a file, in production a key-management service. Signatures are
 * compact JWS (RFC 7515) with Ed25519 (RFC 8037); the key id in the header says which key of the set made them, so keys rotate and what they
 * signed stays verifiable.
 */
export interface KeyRing extends Verifier {
  sign(purpose: Purpose, claims: JWTPayload): Promise<string>;
  /** The public keys, current and past. */
  publicKeys(): Promise<JSONWebKeySet>;
}

export interface Verifier {
  /** The claims. @throws KeyError when the signature, the key, the purpose or the algorithm is not what it has to be */
  verify(purpose: Purpose, token: string): Promise<JWTPayload>;
}

/** What was signed or sealed does not hold. The message names the reason and nothing of the content. */
export class KeyError extends Error {
  constructor(reason: string) {
    super(`It does not hold: ${reason}.`);
    this.name = 'KeyError';
  }
}
