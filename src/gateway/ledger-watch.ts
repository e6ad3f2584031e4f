import { setTimeout as wait } from 'node:timers/promises';
import type { Ledger } from '../ledger/ledger';
import { readChanges } from '../ledger/read-changes';
import type { State } from '../ledger/read-changes';

const LOOK_EVERY_MS = 250;
const RUN = 'run:';
const OF_TENANT = '@';
/** The state of a tenant of whom nothing is open. */
const NOTHING = '';

interface Watcher {
  topics: readonly string[];
  known: State;
  tell: (changed: State) => void;
}

/**
 * Looks at the ledger for everybody who waits for something to change in it: one query at a time, whether one waits or a thousand, and none
 * while nobody does. Each who waits says what it knows, so nothing is missed between two waits, nor by a look that failed.
 */
export class LedgerWatch {
  private readonly watchers = new Set<Watcher>();
  private looking = false;

  constructor(
    private readonly ledger: Ledger,
    private readonly log: (error: unknown) => void,
  ) {}

  /**
   * Those of the topics that are not as they are known, with their state now; empty when `ms` are over or the signal is given. A topic that is
   * not known yet counts as changed.
   */
  next(topics: readonly string[], known: State, { ms, signal }: { ms: number; signal: AbortSignal }): Promise<State> {
    if (signal.aborted || ms <= 0) return Promise.resolve(new Map());
    return new Promise((resolve) => {
      const tell = (changed: State): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        this.watchers.delete(watcher);
        resolve(changed);
      };
      const giveUp = (): void => tell(new Map());
      const watcher = { topics, known, tell };
      const timer = setTimeout(giveUp, ms);
      signal.addEventListener('abort', giveUp, { once: true });
      this.watchers.add(watcher);
      if (!this.looking) void this.look();
    });
  }

  private async look(): Promise<void> {
    this.looking = true;
    for (; this.watchers.size > 0; await wait(LOOK_EVERY_MS)) {
      try {
        this.tell(await readChanges(this.ledger, this.runs()));
      } catch (error) {
        this.log(error); // the ledger may be back the next time
      }
    }
    this.looking = false;
  }

  private runs(): string[] {
    const topics = [...this.watchers].flatMap((watcher) => watcher.topics);
    return [...new Set(topics)].filter((topic) => topic.startsWith(RUN)).map((topic) => topic.slice(RUN.length));
  }

  private tell(now: State): void {
    for (const { topics, known, tell } of [...this.watchers]) {
      const changed = topics.flatMap((topic): [string, string][] => {
        const state = now.get(topic) ?? (isOfTenant(topic) ? NOTHING : undefined);
        return state === undefined || state === known.get(topic) ? [] : [[topic, state]];
      });
      if (changed.length > 0) tell(new Map(changed));
    }
  }
}

/** The topic of a list, of what there is for one tenant. */
export function topicFor(list: string, tenant: string): string {
  return `${list}${OF_TENANT}${tenant}`;
}

export function listOf(topic: string): string {
  return topic.split(OF_TENANT)[0]!;
}

function isOfTenant(topic: string): boolean {
  return topic.includes(OF_TENANT);
}

/** The topic of a run; its state is the number of the run's last entry. */
export function topicOf(run: string): string {
  return RUN + run;
}
