import type { BudgetLeft } from '../../contracts/activities';
import type { BudgetPath } from '../../contracts/map';
import type { UsedUp } from '../../ledger/check-fence';
import { digestOf } from '../../ledger/digest-of';

/** A budget does not afford the next call; with the digest of what people may be asked for, where the step asks. */
export function overBudget(
  { onBudget }: { onBudget?: BudgetPath },
  budget: UsedUp,
): { type: 'exhausted'; by: 'budget'; budget: BudgetLeft } {
  const { id, scope, name, limit, drawn } = budget;
  const digest = onBudget?.path === 'askForMore' ? { digest: digestOf({ budget: id, usd: onBudget.usd }) } : {};
  return { type: 'exhausted', by: 'budget', budget: { id, scope, name, limit, drawn, ...digest } };
}
