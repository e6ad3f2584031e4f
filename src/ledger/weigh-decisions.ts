import type { DecisionKind, GateKind, RefusalReason } from '../contracts/entry';
import type { Json } from '../contracts/json';
import { KeyError } from '../integrations/keys/key-ring';
import type { Verifier } from '../integrations/keys/key-ring';
import { contentDigest, textDigest } from './decision-claims';
import type { DecisionClaims, DecisionContent } from './decision-claims';
import { nameOf } from './identity';
import type { Claimed, Question, RunDecisions } from './run-decisions';

/** What a person may say to each kind of question. A task has to be done: it cannot be refused. */
export const decisionsOf: Readonly<Record<GateKind, readonly DecisionKind[]>> = {
  approval: ['approve', 'deny', 'edit', 'delegate'],
  question: ['answer', 'deny', 'delegate'],
  task: ['answer', 'delegate'],
};

/** A decision whose signature holds and which fits its question. */
export interface Held {
  entry: number;
  decision: DecisionKind;
  /** `issuer|subject` */
  by: string;
  role: string;
  /** One-time id. */
  id: string;
  reason: string;
  expires: Date;
  content: DecisionContent;
}

export interface Weighed {
  /** Undefined where nobody asked, or where two entries say they did. */
  question: Question | undefined;
  held: Held[];
  refused: { entry: number; reason: RefusalReason }[];
  /** The decision that closes the question; of several approvals, the last that was needed. */
  closing: Held | undefined;
  /** Different people who approved so far. */
  approved: number;
  /** Whoever has the role for this question alone. */
  delegates: Map<string, { role: string; id: string }>;
  /** Who edited the arguments that are asked about. */
  proposer: string | undefined;
}

export interface WeighOptions {
  /** When a decision must not have expired: when the write was claimed by it, or now. */
  asOf?: Date | undefined;
  /** What whoever uses the decision knows of the question. */
  expected?: { step?: string; tool?: string; call?: string; digest?: string; roles?: readonly string[] };
}

/**
 * Tells decisions from what only looks like one. Believes signatures and what it recomputes from the run's entries, and nothing else: an entry
 * can have been inserted by anyone who may write to the database.
 */
export async function weighDecisions(
  run: RunDecisions,
  approval: string,
  verifier: Verifier,
  options: WeighOptions = {},
): Promise<Weighed> {
  const asked = run.questions.filter((question) => question.approval === approval);
  const question = asked.length === 1 ? asked[0] : undefined;
  const weighed: Weighed = {
    question,
    held: [],
    refused: [],
    closing: undefined,
    approved: 0,
    delegates: new Map(),
    proposer: undefined,
  };
  const unfit = question ? await unfitFor(run, question, verifier, options, weighed) : 'ambiguous-question';
  for (const claimed of run.claimed) {
    if (claimed.approval !== approval) continue;
    const judged = unfit ?? (await judge(run, question!, claimed, verifier, options, weighed));
    if (typeof judged === 'string') weighed.refused.push({ entry: claimed.seq, reason: judged });
    else count(weighed, question!, judged);
  }
  return weighed;
}

/** Why no decision on the question can count, whoever made it. Finds its proposer on the way. */
async function unfitFor(
  run: RunDecisions,
  question: Question,
  verifier: Verifier,
  { expected = {} }: WeighOptions,
  weighed: Weighed,
): Promise<RefusalReason | undefined> {
  if (question.incarnation !== run.incarnation) return 'other-incarnation';
  if (expected.step !== undefined && expected.step !== question.step) return 'other-step';
  if (expected.tool !== undefined && expected.tool !== question.tool) return 'other-tool';
  if (expected.call !== undefined && expected.call !== question.call) return 'other-call';
  if (expected.digest !== undefined && expected.digest !== question.digest) return 'other-arguments';
  const { origin } = question;
  const edit = origin && 'seq' in origin ? run.claimed.find(({ seq }) => seq === origin.seq) : undefined;
  if (!edit) return undefined;
  const earlier =
    edit.seq < question.seq && (await weighDecisions(run, edit.approval, verifier, { asOf: new Date(0) }));
  if (!earlier || earlier.closing?.entry !== edit.seq || earlier.question?.call !== question.call)
    return 'other-arguments';
  weighed.proposer = earlier.closing.by;
  return undefined;
}

async function judge(
  run: RunDecisions,
  question: Question,
  claimed: Claimed,
  verifier: Verifier,
  { asOf = run.now, expected = {} }: WeighOptions,
  weighed: Weighed,
): Promise<Held | RefusalReason> {
  const { signed, by, reason, args, answer, to } = claimed.body;
  if (typeof signed !== 'string') return 'unsigned';
  let claims: DecisionClaims;
  try {
    claims = (await verifier.verify('decision', signed)) as unknown as DecisionClaims;
  } catch (error) {
    if (error instanceof KeyError) return 'bad-signature';
    throw error;
  }
  const other = differenceFrom(run, question, claims);
  if (other) return other;
  const content: DecisionContent = {
    ...(args === undefined ? {} : { args }),
    ...(answer === undefined ? {} : { answer }),
    ...(typeof to === 'string' ? { to } : {}),
  };
  const { decision, role, delegation, jti, exp } = claims;
  const approver = claims.approver as DecisionClaims['approver'] | undefined;
  if (typeof by !== 'string' || typeof reason !== 'string' || claimed.decision !== decision) return 'altered';
  if (!approver || by !== nameOf(approver)) return 'altered';
  if (textDigest(reason) !== claims.reason || digested(content) !== claims.content) return 'altered';
  if (!decisionsOf[question.gate]?.includes(decision)) return 'not-fitting';
  if (question.gate === 'approval' && by === run.starter) return 'starter';
  if (by === weighed.proposer) return 'proposer';
  const delegated = weighed.delegates.get(by);
  const holds = delegation === undefined || (delegated?.id === delegation && delegated.role === role);
  if (!holds || !question.roles.includes(role) || (expected.roles && !expected.roles.includes(role)))
    return 'wrong-role';
  if (weighed.held.some((held) => held.id === jti || (held.by === by && held.decision !== 'delegate')))
    return 'repeated';
  if (weighed.closing) return 'too-late';
  const expires = new Date(exp * 1000);
  if ((decision === 'approve' || decision === 'edit') && asOf > expires) return 'expired';
  return { entry: claimed.seq, decision, by, role, id: jti, reason, expires, content };
}

/** Where what was signed is not what the ledger asks. */
function differenceFrom(run: RunDecisions, question: Question, claims: DecisionClaims): RefusalReason | undefined {
  if (claims.approval !== question.approval) return 'other-approval';
  if (claims.run !== run.run) return 'other-run';
  if (claims.incarnation !== run.incarnation) return 'other-incarnation';
  if (claims.step !== question.step) return 'other-step';
  if (claims.gate !== question.gate) return 'other-gate';
  if (claims.tool !== question.tool) return 'other-tool';
  if (claims.call !== question.call) return 'other-call';
  if (claims.agent !== run.agent) return 'other-agent';
  if (claims.digest !== question.digest) return 'other-arguments';
  if (claims.shown !== question.shown) return 'other-question';
  return undefined;
}

/** Content that cannot be digested was never signed. */
function digested(content: { [K in keyof DecisionContent]: Json | string }): string {
  try {
    return contentDigest(content as DecisionContent);
  } catch {
    return '';
  }
}

function count(weighed: Weighed, question: Question, held: Held): void {
  weighed.held.push(held);
  switch (held.decision) {
    case 'delegate':
      weighed.delegates.set(held.content.to ?? '', { role: held.role, id: held.id });
      return;
    case 'approve':
      weighed.approved += 1;
      if (weighed.approved >= question.approvers) weighed.closing = held;
      return;
    case 'deny':
    case 'edit':
    case 'answer':
      weighed.closing = held;
  }
}
