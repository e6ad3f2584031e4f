import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '../../client';
import type { ApprovalItem } from '../../src/contracts/http';
import { decisionFor } from './rules';

export interface ReviewerStandIn {
  /** Approvals that no rule decides, or that it could not decide: for people. */
  left(): ReadonlySet<string>;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 300;
const TRIES = 5;

/**
 * A stand-in for the people who decide: looks into the gateway's inbox and answers what it finds by rules (`rules.ts`), over HTTP as anybody
 * does, as the reviewer or the controller. Every reason it gives says that it is a stand-in.
 */
export function startReviewerStandIn({ url }: { url: string }): ReviewerStandIn {
  const client = createClient({ url });
  const closing = new AbortController();
  const left = new Set<string>();
  const tried = new Map<string, number>();

  const decide = async (asked: ApprovalItem): Promise<void> => {
    const decision = decisionFor(asked);
    if (!decision) return void left.add(asked.id);
    try {
      await client.decide(asked.id, { ...decision, as: asked.people[0] ?? 'reviewer' });
    } catch {
      // Decided by somebody else, or the gateway is busy: looked at again, but not for ever.
      const tries = (tried.get(asked.id) ?? 0) + 1;
      tried.set(asked.id, tries);
      if (tries >= TRIES) left.add(asked.id);
    }
  };

  const work = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const open = await client.approvals({ limit: 100 }).catch(() => []);
      for (const asked of open) if (!left.has(asked.id) && !closing.signal.aborted) await decide(asked);
      await wait(LOOK_EVERY_MS, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };

  const working = work();
  return {
    left: () => left,
    close: async () => {
      closing.abort();
      await working;
    },
  };
}
