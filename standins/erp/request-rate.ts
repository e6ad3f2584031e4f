/** Counts requests in the last second. */
export class RequestRate {
  private readonly times: number[] = [];

  constructor(private readonly perSecond: number) {}

  /** Seconds to wait, or `undefined` when the request may pass. */
  exceeded(): number | undefined {
    const now = performance.now();
    while (this.times[0] !== undefined && this.times[0] <= now - 1000) this.times.shift();
    if (this.times.length >= this.perSecond) return 1;
    this.times.push(now);
    return undefined;
  }
}
