import { randomBytes } from 'node:crypto';

/** Bearer tokens that expire. Measured on the monotonic clock. */
export class Tokens {
  private readonly expiries = new Map<string, number>();

  constructor(private readonly ttlMs: number) {}

  get issued(): number {
    return this.expiries.size;
  }

  issue(): { access_token: string; token_type: string; expires_in: number } {
    const token = randomBytes(24).toString('base64url');
    this.expiries.set(token, performance.now() + this.ttlMs);
    return { access_token: token, token_type: 'Bearer', expires_in: this.ttlMs / 1000 };
  }

  valid(authorization: string | undefined): boolean {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    return token !== undefined && performance.now() < (this.expiries.get(token) ?? 0);
  }
}
