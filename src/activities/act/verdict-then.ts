import type { Judgement } from '../../agents/judge';
import type { ActInput, ApprovalRule } from '../../contracts/activities';
import type { Headers } from '../../contracts/entry';
import type { Json } from '../../contracts/json';
import type { Ledger } from '../../ledger/ledger';
import { readOfCall } from '../../ledger/read-call';

/** How a call of the model was judged when it was proposed. What the workflow itself calls is judged in `act` alone. */
export async function verdictThen(
  ledger: Ledger,
  { position, call, origin }: ActInput,
): Promise<Judgement | undefined> {
  if (!('seq' in origin)) return undefined;
  const entry = await readOfCall(ledger, position.run, call, 'verdict');
  if (entry?.kind !== 'verdict') return undefined;
  const { verdict, rule } = entry.header as Headers['verdict'];
  const { reason, approval } = (entry.body ?? {}) as {
    reason?: string;
    approval?: ApprovalRule & { [key: string]: Json };
  };
  if (verdict === 'allowed') return { verdict, rule };
  if (verdict === 'needs-approval' && approval) return { verdict, rule, approval };
  return { verdict: 'denied', rule, reason: reason ?? `It was not allowed when it was proposed (${rule}).` };
}

const strictness = { allowed: 0, 'needs-approval': 1, denied: 2 } as const;

/** Of the two the one that allows less; where both want a person, the rule of now. */
export function stricter(now: Judgement, then: Judgement | undefined): Judgement {
  return then && strictness[then.verdict] > strictness[now.verdict] ? then : now;
}
