import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '../../client';
import type { Decision } from '../../client';
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
 * A stand-in for the people who decide: looks into the gateway's inbox and answers what it finds by rules (by default `rules.ts`), over HTTP as
 * anybody does, as the reviewer or the controller. Every reason it gives says that it is a stand-in.
 */
export function startReviewerStandIn({
  url,
  decisionOn = decisionFor,
}: {
  url: string;
  decisionOn?: (asked: ApprovalItem) => Decision | undefined;
}): ReviewerStandIn {
  const reviewer = createClient({ url, as: 'reviewer' });
  const controller = createClient({ url, as: 'controller' });
  const closing = new AbortController();
  const left = new Set<string>();
  const tried = new Map<string, number>();

  const decide = async (asked: ApprovalItem): Promise<void> => {
    const decision = decisionOn(asked);
    if (!decision) return void left.add(asked.id);
    try {
      await (asked.yours ? reviewer : controller).decide(asked.id, decision);
    } catch {
      // Decided by somebody else, or the gateway is busy: looked at again, but not for ever.
      const tries = (tried.get(asked.id) ?? 0) + 1;
      tried.set(asked.id, tries);
      if (tries >= TRIES) left.add(asked.id);
    }
  };

  const work = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const open = await reviewer.approvals({ limit: 100 }).catch(() => []);
      await Promise.all(open.filter(({ id }) => !left.has(id)).map(decide));
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
