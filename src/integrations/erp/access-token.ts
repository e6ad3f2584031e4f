export interface IssuedToken {
  token: string;
  expiresInMs: number;
}

/** One access token for all calls of a client: fetched once however many wait, and renewed a little before it expires. */
export class AccessToken {
  private current: { token: string; renewAt: number } | undefined;
  private underway: Promise<string> | undefined;

  constructor(private readonly fetchToken: () => Promise<IssuedToken>) {}

  async get(): Promise<string> {
    if (this.current && performance.now() < this.current.renewAt) return this.current.token;
    this.underway ??= this.renew().finally(() => (this.underway = undefined));
    return this.underway;
  }

  /** Drops a token that was refused; a newer one stays. */
  refused(token: string): void {
    if (this.current?.token === token) this.current = undefined;
  }

  private async renew(): Promise<string> {
    const asked = performance.now();
    const { token, expiresInMs } = await this.fetchToken();
    const early = Math.min(expiresInMs / 10, 10_000);
    this.current = { token, renewAt: asked + expiresInMs - early };
    return token;
  }
}
