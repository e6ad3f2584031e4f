import { LRUCache } from 'lru-cache';
import type { Agent } from '../agents/define-agent';
import type { Head } from '../contracts/activities';
import type { Entry } from '../contracts/entry';
import { SeaworthyError } from '../contracts/errors';
import type { RunId } from '../contracts/ids';
import type { Ledger } from '../ledger/ledger';
import { readTranscriptEntries } from '../ledger/read-transcript-entries';
import { COLLECTED } from './collect-entry';
import { Vault } from './vault';

/** An erased run is out of memory after that, too. */
const KEPT_MS = 10 * 60_000;

/** The vaults of runs, made from their entries. One is kept for a while, and only what came after its last entry is read. */
export class Vaults {
  private readonly kept = new LRUCache<string, { vault: Vault; last: Head }>({
    max: 500,
    ttl: KEPT_MS,
    ttlAutopurge: true,
  });

  constructor(
    private readonly ledger: Ledger,
    private readonly agents: Readonly<Record<string, Agent>>,
  ) {}

  /** As of now; empty where the run was erased. */
  async of(run: string): Promise<Vault> {
    return this.read(run).catch((error: unknown) => {
      if (!(error instanceof SeaworthyError && error.code === 'Run.Erased')) throw error;
      this.kept.delete(run);
      return new Vault(this.agents);
    });
  }

  private async read(run: string): Promise<Vault> {
    const kept = this.kept.get(run);
    const unread = kept && (await this.entries(run, kept.last));
    // Where the ledger was restored and has gone another way since, all is read anew.
    const vault = kept && unread ? kept.vault : new Vault(this.agents);
    const entries = unread ?? (await this.entries(run)) ?? [];
    for (const entry of entries) vault.apply(entry);
    const newest = entries.at(-1);
    if (newest) this.kept.set(run, { vault, last: { seq: newest.seq, seal: newest.seal } });
    return vault;
  }

  private entries(run: string, after?: Head): Promise<Entry[] | undefined> {
    return readTranscriptEntries(this.ledger, run as RunId, { kinds: COLLECTED, after });
  }
}
