import type { PoolClient } from 'pg';
import type { DecisionKind, NewEntry, RefusalReason } from '../contracts/entry';
import { SeaworthyError } from '../contracts/errors';
import type { ErrorCode } from '../contracts/errors';
import type { ApprovalId, RunId } from '../contracts/ids';
import type { KeyRing } from '../integrations/keys/key-ring';
import { append } from './append';
import { contentDigest, oneTimeId, textDigest } from './decision-claims';
import type { DecisionClaims, DecisionContent } from './decision-claims';
import { nameOf } from './identity';
import type { Identity } from './identity';
import { inTransaction } from './in-transaction';
import type { Ledger } from './ledger';
import { refusals } from './read-decision';
import { runCipher } from './run-cipher';
import { readRunDecisions } from './run-decisions';
import type { Question, RunDecisions } from './run-decisions';
import { decisionsOf, weighDecisions } from './weigh-decisions';
import type { Weighed } from './weigh-decisions';

export interface DecisionMade extends DecisionContent {
  approval: ApprovalId;
  decision: DecisionKind;
  by: Identity;
  /** Those that the decider has, by the word of whoever vouches for them. */
  roles: readonly string[];
  reason: string;
}

export interface Decided {
  run: RunId;
  workflowId: string;
  /** How many people's approval is still needed; 0 once the question is closed. */
  missing: number;
}

const DAY = 24 * 3600;
/** How long after the question was due a write may still be claimed by the decision, and how long at most. Seconds. */
const CLAIMABLE = { afterDue: 7 * DAY, atMost: 30 * DAY };

/**
 * Signs a person's decision and writes it into the ledger; of several that come at once, as many as are needed. The run still has to be woken.
 * Who may not decide is refused, and the attempt is recorded.
 * @throws SeaworthyError `Approval.Unknown`, `Approval.Decided`, `Approval.NotYours`, `Approval.WrongRole`, `Input.Invalid`
 */
export async function decide(ledger: Ledger, keys: KeyRing, made: DecisionMade): Promise<Decided> {
  try {
    return await inTransaction(ledger.pool, (client) => decideLocked(ledger, client, keys, made));
  } catch (error) {
    if (error instanceof Refused) await recordAttempt(ledger, made, error);
    throw error;
  }
}

/** Once for each person and reason. */
async function recordAttempt(
  ledger: Ledger,
  { approval, by }: DecisionMade,
  { run, step, reason }: Refused,
): Promise<void> {
  const who = (await runCipher(ledger, run)).digest(nameOf(by)).slice(0, 16);
  const source = `refused:${approval}:${who}:${reason}`;
  const header = { approval, reason, entry: 0 };
  await append(ledger, run, null, [{ source, kind: 'decision-refused', step, header, body: { by: nameOf(by) } }]);
}

async function decideLocked(ledger: Ledger, client: PoolClient, keys: KeyRing, made: DecisionMade): Promise<Decided> {
  const { approval } = made;
  // The run's lock first, always: the same order as append. Read in a second statement, since the first sees what was before it waited.
  await client.query('select 1 from runs where id = (select run from approvals where id = $1) for update', [approval]);
  const { rows } = await client.query<Asked>(
    `select a.status, a.run, r.workflow_id, r.status = 'ended' as over from approvals a join runs r on r.id = a.run where a.id = $1`,
    [approval],
  );
  const asked = rows[0];
  const run = asked && (await readRunDecisions(ledger, asked.run, client));
  const weighed = run && (await weighDecisions(run, approval, keys));
  const question = weighed?.question;
  if (!asked || !run || !question)
    throw new SeaworthyError('Approval.Unknown', `Approval ${approval} is not in the ledger.`);
  checkOpen(asked, run, weighed, question, made);
  const role = roleOf(run, weighed, question, made);
  const claims = claimsOf(run, weighed, question, made, role);
  const signed = await keys.sign('decision', { ...claims });
  const { decision, by, reason, args, answer, to } = made;
  const entries: NewEntry[] = [
    ...refusals(approval, question.step, weighed.refused),
    {
      source: `decided:${approval}:${textDigest(signed).slice(0, 32)}`,
      kind: 'decided',
      step: question.step,
      header: { approval, decision },
      body: {
        by: nameOf(by),
        reason,
        ...(args === undefined ? {} : { args }),
        ...(answer === undefined ? {} : { answer }),
        ...(to === undefined ? {} : { to }),
        signed,
      },
    },
  ];
  const { appended } = await append(ledger, asked.run, null, entries, client);
  if (appended === 0) throw new Error(`decision on ${approval} was not appended`);
  const approved = weighed.approved + (decision === 'approve' ? 1 : 0);
  const closes = decision !== 'approve' && decision !== 'delegate';
  return { run: asked.run, workflowId: asked.workflow_id, missing: closes ? 0 : question.approvers - approved };
}

interface Asked {
  status: string;
  run: RunId;
  workflow_id: string;
  over: boolean;
}

/** Somebody who may not decide has tried. */
class Refused extends SeaworthyError {
  constructor(
    code: ErrorCode,
    detail: string,
    readonly run: RunId,
    readonly step: string,
    readonly reason: RefusalReason,
  ) {
    super(code, detail);
  }
}

function checkOpen(
  asked: Asked,
  run: RunDecisions,
  weighed: Weighed,
  question: Question,
  { approval, decision }: DecisionMade,
): void {
  if (asked.status === 'defaulted')
    throw new SeaworthyError('Approval.Decided', `Nobody decided ${approval} in time, and the run went on without.`);
  if (asked.status === 'taken' || weighed.closing)
    throw new SeaworthyError('Approval.Decided', `${approval} is not open any more.`);
  if (asked.over) throw new SeaworthyError('Approval.Decided', `The run of ${approval} has ended.`);
  if (question.incarnation !== run.incarnation)
    throw new SeaworthyError('Approval.Decided', `${approval} was asked before the run was reset; it asks anew.`);
  const fitting = decisionsOf[question.gate];
  if (!fitting.includes(decision))
    throw new SeaworthyError(
      'Input.Invalid',
      `decision: this is of kind ${question.gate}, use ${fitting.join(' or ')}.`,
    );
}

/** The role they act in: the newest that was asked, or one that was delegated to them. */
function roleOf(
  run: RunDecisions,
  weighed: Weighed,
  question: Question,
  { approval, by, roles, decision, to }: DecisionMade,
): { role: string; delegation?: string } {
  const name = nameOf(by);
  const refuse = (code: ErrorCode, reason: RefusalReason, detail: string): Refused =>
    new Refused(code, detail, run.run as RunId, question.step, reason);
  for (const person of decision === 'delegate' ? [name, to] : [name]) {
    if (question.gate === 'approval' && person === run.starter)
      throw refuse('Approval.NotYours', 'starter', `${person} started the run of ${approval}.`);
    if (person === weighed.proposer)
      throw refuse('Approval.NotYours', 'proposer', `${person} proposed what ${approval} is about.`);
  }
  if (weighed.held.some((held) => held.by === name && (held.decision !== 'delegate' || held.content.to === to)))
    throw refuse('Approval.Decided', 'repeated', `${name} has decided on ${approval}; it needs somebody else.`);
  const role = question.roles.findLast((each) => roles.includes(each));
  if (role !== undefined) return { role };
  const delegated = weighed.delegates.get(name);
  if (!delegated || decision === 'delegate')
    throw refuse('Approval.WrongRole', 'wrong-role', `${approval} is for ${question.roles.join(' or ')}.`);
  return { role: delegated.role, delegation: delegated.id };
}

function claimsOf(
  run: RunDecisions,
  weighed: Weighed,
  question: Question,
  made: DecisionMade,
  acting: { role: string; delegation?: string },
): DecisionClaims {
  const { approval, step, gate, tool, call, digest, shown } = question;
  const at = Math.floor(run.now.getTime() / 1000);
  const due = Math.floor(question.due.getTime() / 1000);
  return {
    jti: oneTimeId(approval, nameOf(made.by), made),
    iat: at,
    exp: Math.min(due + CLAIMABLE.afterDue, at + CLAIMABLE.atMost),
    approval,
    run: run.run,
    incarnation: run.incarnation,
    step,
    gate,
    tool,
    call,
    agent: run.agent,
    digest,
    shown,
    approver: made.by,
    ...acting,
    decision: made.decision,
    reason: textDigest(made.reason),
    content: contentDigestOf(made),
  };
}

function contentDigestOf(made: DecisionMade): string {
  try {
    return contentDigest(made);
  } catch {
    throw new SeaworthyError('Input.Invalid', 'args: they hold text that is not valid Unicode.');
  }
}
