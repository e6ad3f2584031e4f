import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '../../client';
import type { ApprovalItem, Decision } from '../../client';
import { Random } from '../../standins/erp/random';
import type { BooksView } from '../../standins/erp/books';

const reason = 'By the rules of chaos.';

/**
 * People at the desk who do not mind that it is away now and then: they decide whatever waits until it is decided, now and then two of them at
 * once, or one twice.
 */
export function startPeople({
  url,
  seed,
  books,
}: {
  url: string;
  seed: number;
  books: () => Promise<BooksView | undefined>;
}): { close(): Promise<void> } {
  const as = (name: 'reviewer' | 'controller') => createClient({ url, as: name });
  const [reviewer, controller] = [as('reviewer'), as('controller')];
  const closing = new AbortController();
  const decide = async (asked: ApprovalItem): Promise<void> => {
    const random = new Random(seed, asked.id);
    const decision = await decisionOn(asked, random, books);
    if (!decision) return;
    const [first, second] = asked.yours ? [reviewer, controller] : [controller, reviewer];
    const again = random.next();
    await Promise.allSettled([
      first.decide(asked.id, decision, { wait: again < 0.5 }),
      ...(again < 0.15 ? [second.decide(asked.id, decision)] : again < 0.3 ? [first.decide(asked.id, decision)] : []),
    ]);
  };
  const work = (async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const open = await reviewer.approvals({ limit: 50 }).catch(() => []);
      await Promise.all(open.slice(0, 10).map(decide));
      await wait(400, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  })();
  return {
    close: async () => {
      closing.abort();
      await work;
    },
  };
}

/** One of eight is refused, so that a refusal is lost no more than an approval is. */
async function decisionOn(
  { gate, tool, run }: ApprovalItem,
  random: Random,
  books: () => Promise<BooksView | undefined>,
): Promise<Decision | undefined> {
  switch (gate) {
    case 'approval':
      return { decision: random.next() < 0.125 ? 'deny' : 'approve', reason };
    case 'question':
      return { decision: 'answer', answer: { answer: 'Yes.' }, reason };
    case 'task': {
      if (tool === 'postInvoice') {
        const posted = (await books())?.vouchers.find(({ reference }) => reference.startsWith(`${run}/`));
        return posted
          ? {
              decision: 'answer',
              answer: { happened: true, output: { voucher: posted.voucher!, amount: posted.amount } },
              reason,
            }
          : undefined; // it may be on its way: the system is asked again
      }
      if (tool) return undefined;
      const resolution = { action: 'reject', amount: '0', reasons: ['OTH'], actions: ['NIN'], sure: true };
      return { decision: 'answer', answer: { ...resolution, rationale: reason }, reason };
    }
  }
}
