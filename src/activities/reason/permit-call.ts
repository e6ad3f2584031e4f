import Decimal from 'decimal.js';
import type { Agent } from '../../agents/define-agent';
import type { ModelRequest } from '../../integrations/anthropic/model';
import { prices } from '../../integrations/prices/prices';
import type { Appended } from '../../ledger/append';
import type { checkFence, UsedUp, WorstCase } from '../../ledger/check-fence';
import type { Halt, HaltScopes } from '../../ledger/halt-found';
import { nextRequest } from './next-request';
import type { Thinking } from './next-request';

/** How long after its deadline a call may still be on its way to being aborted. */
export const GRACE_MS = 5_000;

export type Permitted =
  | { type: 'halted'; halt: Halt }
  /** By the step's own dollars where no budget is named. */
  | { type: 'unaffordable'; budget?: UsedUp }
  /** By the provider's limits, for so many milliseconds: nothing is reserved. */
  | { type: 'later'; ms: number }
  | { type: 'reserved'; wait: number; request: ModelRequest; reservation: number; appended: Appended; askedAt: number };

/**
 * The next request, its worst case reserved from every budget above it. Where a budget does not afford it and the step says `cheaper`, that of
 * the next model in the agent's list that is. `apart`: through a batch, which the provider counts apart from its limits a minute.
 */
export async function permitCall(
  check: (scopes: HaltScopes, call: WorstCase) => ReturnType<typeof checkFence>,
  of: Thinking & { step: string; scopes: HaltScopes; timeoutMs: number; cheaper: boolean; apart?: boolean },
): Promise<Permitted> {
  const { agent, name, step, scopes, timeoutMs } = of;
  let found: UsedUp | undefined;
  for (const model of of.cheaper ? [name, ...cheaperThan(agent, name)] : [name]) {
    const next = nextRequest({ ...of, name: model });
    if (!next) return { type: 'unaffordable' };
    const worstCase = {
      ...next.worstCase,
      ...(of.apart ? { input: null } : {}),
      ...{ workflow: agent.name, step, runUsd: agent.limits.runUsd, withinMs: timeoutMs + GRACE_MS },
    };
    const { appended, permit, askedAt } = await check(scopes, worstCase);
    if ('halt' in permit) return { type: 'halted', halt: permit.halt };
    if ('reservation' in permit) {
      const request = { ...next.request, maxTokens: permit.tokens };
      const { reservation, wait } = permit;
      return { type: 'reserved', wait, request, reservation, appended, askedAt };
    }
    if ('later' in permit) return { type: 'later', ms: permit.later };
    found = permit.budget;
  }
  return { type: 'unaffordable', ...(found ? { budget: found } : {}) };
}

/** Those after it in the list that cost less than all before, for input and for output. */
function cheaperThan({ models }: Agent, name: string): string[] {
  let cheapest = prices().pricesOf(name);
  return models.slice(models.indexOf(name) + 1).filter((model) => {
    const rates = prices().pricesOf(model);
    const cheaper = new Decimal(rates.input).lt(cheapest.input) && new Decimal(rates.output).lt(cheapest.output);
    if (cheaper) cheapest = rates;
    return cheaper;
  });
}
