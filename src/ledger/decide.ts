import { createHash } from 'node:crypto';
import type { DecisionKind, GateKind } from '../contracts/entry';
import { SeaworthyError } from '../contracts/errors';
import type { ApprovalId, RunId } from '../contracts/ids';
import type { Json } from '../contracts/json';
import { append } from './append';
import type { Ledger } from './ledger';

/** A person is known by who vouches for them and by what they are called there. */
export interface Identity {
  issuer: string;
  subject: string;
}

export interface DecisionMade {
  approval: ApprovalId;
  decision: DecisionKind;
  by: Identity;
  reason: string;
  /** With `edit`: what is to be done instead. Checked by the gateway, and again by the activity. */
  args?: Json;
  /** With `answer`. Checked by the gateway. */
  answer?: Json;
}

/** What a person may say to each kind of question. A task has to be done: it cannot be refused. */
export const decisionsOf: Readonly<Record<GateKind, readonly DecisionKind[]>> = {
  approval: ['approve', 'deny', 'edit'],
  question: ['answer', 'deny'],
  task: ['answer'],
};

/**
 * Writes a person's decision into the ledger; of several that come at once, one. The run still has to be woken.
 * @throws SeaworthyError `Approval.Unknown`, `Approval.Decided`, `Approval.NotYours`, `Input.Invalid`
 */
export async function decide(ledger: Ledger, made: DecisionMade): Promise<{ run: RunId; workflowId: string }> {
  const client = await ledger.pool.connect();
  try {
    await client.query('begin');
    // The run's lock first, always: the same order as append. Read in a second statement, since the first sees what was before it waited.
    await client.query('select 1 from runs where id = (select run from approvals where id = $1) for update', [
      made.approval,
    ]);
    const { rows } = await client.query<Asked>(
      `select a.status, a.gate, a.step, a.run, r.starter, r.workflow_id, r.status = 'ended' as over,
         split_part(e.source, ':', 1)::int <> r.incarnation as outdated
       from approvals a join runs r on r.id = a.run join entries e on e.run = a.run and e.seq = a.asked_seq
       where a.id = $1 for update of a`,
      [made.approval],
    );
    const asked = rows[0];
    if (!asked) throw new SeaworthyError('Approval.Unknown', `Approval ${made.approval} is not in the ledger.`);
    check(asked, made);
    await append(client, asked.run, null, [
      {
        source: `decided:${made.approval}:${shortDigest(nameOf(made.by))}`,
        kind: 'decided',
        step: asked.step,
        header: { approval: made.approval, decision: made.decision },
        body: {
          by: nameOf(made.by),
          reason: made.reason,
          ...(made.args === undefined ? {} : { args: made.args }),
          ...(made.answer === undefined ? {} : { answer: made.answer }),
        },
      },
    ]);
    await client.query('commit');
    return { run: asked.run, workflowId: asked.workflow_id };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

interface Asked {
  status: string;
  gate: GateKind;
  step: string;
  run: RunId;
  starter: string;
  workflow_id: string;
  over: boolean;
  outdated: boolean;
}

function check(asked: Asked, { approval, decision, by }: DecisionMade): void {
  if (asked.status === 'defaulted')
    throw new SeaworthyError('Approval.Decided', `Nobody decided ${approval} in time, and the run went on without.`);
  if (asked.status !== 'open') throw new SeaworthyError('Approval.Decided', `${approval} is not open any more.`);
  if (asked.over) throw new SeaworthyError('Approval.Decided', `The run of ${approval} has ended.`);
  if (asked.outdated)
    throw new SeaworthyError('Approval.Decided', `${approval} was asked before the run was reset; it asks anew.`);
  if (asked.gate === 'approval' && nameOf(by) === asked.starter)
    throw new SeaworthyError('Approval.NotYours', `${nameOf(by)} started the run of ${approval}.`);
  const fitting = decisionsOf[asked.gate];
  if (!fitting.includes(decision))
    throw new SeaworthyError('Input.Invalid', `decision: this is of kind ${asked.gate}, use ${fitting.join(' or ')}.`);
}

export function nameOf({ issuer, subject }: Identity): string {
  return `${issuer}|${subject}`;
}

function shortDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
