import type { Credential } from './authentication';

/** One credential for all requests of a client: got once however many wait, and renewed a little before it expires. */
export class SharedCredential {
  private current: { credential: Credential; renewAt: number } | undefined;
  private underway: Promise<Credential> | undefined;

  constructor(private readonly obtain: () => Promise<Credential>) {}

  async get(): Promise<Credential> {
    if (this.current && performance.now() < this.current.renewAt) return this.current.credential;
    this.underway ??= this.renew().finally(() => (this.underway = undefined));
    return this.underway;
  }

  /** Drops one that was refused; a newer one stays. */
  refused(credential: Credential): void {
    if (this.current?.credential === credential) this.current = undefined;
  }

  private async renew(): Promise<Credential> {
    const asked = performance.now();
    const credential = await this.obtain();
    const { expiresInMs = Infinity } = credential;
    const early = Math.min(expiresInMs / 10, 10_000);
    this.current = { credential, renewAt: asked + expiresInMs - early };
    return credential;
  }
}
