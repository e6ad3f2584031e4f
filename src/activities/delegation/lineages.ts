import { LRUCache } from 'lru-cache';
import type { Agent } from '../../agents/define-agent';
import { narrowTo } from '../../agents/narrow-to';
import { SeaworthyError } from '../../contracts/errors';
import type { RunId } from '../../contracts/ids';
import type { Ledger } from '../../ledger/ledger';
import { readLineage } from '../../ledger/lineage';

/** The agent of a run, with no more permissions than those whose runs handed work down to it: by their agents as they are now. */
export class Lineages {
  private readonly above = new LRUCache<RunId, readonly string[]>({ max: 10_000 });

  constructor(
    private readonly ledger: Ledger,
    private readonly agents: Readonly<Record<string, Agent>>,
  ) {}

  /** @throws SeaworthyError `Workflow.Unknown` */
  async agentOf(run: RunId, name: string): Promise<Agent> {
    const agent = this.agents[name];
    if (!agent) throw new SeaworthyError('Workflow.Unknown', `No agent ${name} on this worker.`);
    const above = await this.namesAbove(run);
    // One that this worker does not know grants nothing.
    return narrowTo(
      agent,
      above.map((each) => this.agents[each] ?? { grants: [] }),
    );
  }

  private async namesAbove(run: RunId): Promise<readonly string[]> {
    const known = this.above.get(run);
    if (known) return known;
    const [self, ...above] = await readLineage(this.ledger, run);
    if (!self) return []; // not begun, or not any more: a ledger restored to an older state stops it by its fence
    const names = above.map(({ agent }) => agent);
    this.above.set(run, names);
    return names;
  }
}
