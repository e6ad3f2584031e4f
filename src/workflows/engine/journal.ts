import type { Fact } from '../../contracts/activities';
import type { EntryKind, Headers } from '../../contracts/entry';
import type { Json } from '../../contracts/json';

/** Facts the workflow has to record. They ride along with its next activity, so that recording costs no event; they stay until one has taken them. */
export class Journal {
  private next = 0;
  private waiting: Fact[] = [];

  /** Returns the fact's index. */
  note<K extends EntryKind>(kind: K, step: string | null, header: Headers[K], body?: Json): number {
    const index = this.next++;
    this.waiting.push({ index, at: Date.now(), kind, step, header, ...(body === undefined ? {} : { body }) } as Fact);
    return index;
  }

  get facts(): Fact[] {
    return [...this.waiting];
  }

  /** These have been recorded; sending one again would be harmless. */
  recorded(facts: readonly Fact[]): void {
    const last = facts.at(-1)?.index ?? -1;
    this.waiting = this.waiting.filter(({ index }) => index > last);
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }
}
