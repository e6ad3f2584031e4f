/** What was done to whom: kills by process and fault point, and what else. */
export class Tally {
  kills = 0;
  readonly struck = new Map<string, number>();

  killed(what: string): void {
    this.kills += 1;
    this.note(`kill ${what}`);
  }

  note(what: string): void {
    this.struck.set(what, (this.struck.get(what) ?? 0) + 1);
  }

  rows(): [what: string, times: number][] {
    return [...this.struck].sort(([a], [b]) => a.localeCompare(b));
  }
}
