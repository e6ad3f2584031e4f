import type { ActInput, ApprovalRule, Origin } from '../../contracts/activities';
import type { RefusalReason } from '../../contracts/entry';
import type { ApprovalId } from '../../contracts/ids';
import type { Json } from '../../contracts/json';
import { claimedAt } from '../../ledger/claims';
import { readArguments } from '../../ledger/read-arguments';
import { readDecision, refusals } from '../../ledger/read-decision';
import type { Held, Weighed } from '../../ledger/weigh-decisions';
import type { Vault } from '../../masking/vault';
import type { Attempt } from '../attempt';
import type { Deps } from '../deps';

/** What a call was given to go by: arguments from the ledger, and what people decided about them. */
export interface CallGround {
  /** With the values that tokens stand for. */
  args: Json;
  /** Tokens of the model's that stand for nothing in this run. */
  unknown: string[];
  weighed: Weighed | undefined;
  decision: Held | undefined;
  /** Where the arguments are that a person put in the place of others. */
  edited?: Origin;
}

/**
 * Reads arguments and decision from the ledger and weighs the decision once more, by its signatures: what the workflow says of it is not
 * asked.
 */
export async function readGround(deps: Deps, attempt: Attempt, input: ActInput, vault: Vault): Promise<CallGround> {
  const weighed = input.approval ? await readAbout(deps, attempt, input, input.approval) : undefined;
  const decision = weighed?.question?.gate === 'approval' ? weighed.closing : undefined;
  const ground = { weighed, decision };
  if (decision?.decision === 'edit') {
    const { value: args } = vault.restore(decision.content.args ?? null);
    return { ...ground, args, unknown: [], edited: { seq: decision.entry } };
  }
  const edits = weighed?.proposer !== undefined; // an edit whose signature holds
  const written = await readArguments(deps.ledger, { ...input, run: input.position.run, edits });
  const { value: args, unknown } = vault.restore(written);
  // What a workflow or a person passes on may look like a token and be the text of a document.
  return { ...ground, args, unknown: edits || 'fact' in input.origin ? [] : unknown };
}

/** What people decided about this call. What only looks like a decision is recorded as an attempt. */
export async function readAbout(
  { ledger, verifier }: Deps,
  attempt: Attempt,
  { position, step, tool, call }: ActInput,
  approval: ApprovalId,
): Promise<Weighed | undefined> {
  const asOf = await claimedAt(ledger, approval); // a write that is under way is seen through
  const options = { asOf, expected: { step, tool, call } };
  const weighed = await readDecision(ledger, verifier, { run: position.run, approval }, options);
  await attempt.append(refusals(approval, step, weighed?.refused ?? []));
  return weighed;
}

/**
 * Why these approvals are not for this call by the rule as it is now; undefined where they are. The rule then was asked when people were, or one of
 * `stricter`.
 */
export function whyNotApproved(
  { weighed, decision }: CallGround,
  digest: string,
  { rule, role, escalateTo = [], approvers = 1 }: ApprovalRule,
  stricter: readonly string[],
): RefusalReason | undefined {
  if (!weighed?.question || decision?.decision !== 'approve') return 'no-decision';
  if (weighed.question.digest !== digest) return 'other-arguments';
  if (![rule, ...stricter].includes(weighed.question.rule ?? '')) return 'other-rule';
  const ladder = [role, ...(typeof escalateTo === 'string' ? [escalateTo] : escalateTo)];
  const given = weighed.held.filter((held) => held.decision === 'approve');
  if (!given.every((held) => ladder.includes(held.role))) return 'wrong-role';
  return given.length >= approvers ? undefined : 'no-decision';
}

/** A write may be claimed as long as every approval it needs is valid. */
export function claimableUntil({ weighed }: CallGround): Date {
  const given = weighed?.held.filter(({ decision }) => decision === 'approve' || decision === 'edit') ?? [];
  return new Date(Math.min(...given.map(({ expires }) => expires.getTime())));
}
