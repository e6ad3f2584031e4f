import { msToNumber } from '@temporalio/common/lib/time';
import { condition, workflowInfo } from '@temporalio/workflow';
import type { Duration } from '@temporalio/common';
import type { DecisionTaken } from '../../contracts/activities';
import type { GateKind } from '../../contracts/entry';
import type { ApprovalId, CallId } from '../../contracts/ids';
import type { Json } from '../../contracts/json';
import { ledger, notifyActivity } from './proxies';
import type { RunState } from './run-state';

export interface Question {
  gate: GateKind;
  step: string;
  role: string;
  within: string;
  escalateTo?: string;
  /** What people are shown: in the entry's body, hence encrypted with it. */
  body: Json;
  call?: CallId;
  tool?: string;
  digest?: string;
}

export type Answered = Decided & { approval: ApprovalId };

type Decided = Extract<DecisionTaken, { type: 'decided' }>;

/** Wakings without a decision behind them before signals are no longer believed at once. */
const FALSE_ALARMS = 20;

/**
 * Puts a question to people and waits: until a decision is in the ledger, or the deadline, the escalation and its deadline have passed. Then it
 * returns `expired`, for which the caller has a declared default; that is never "approve". When the run is reset meanwhile, it is asked anew:
 * what was decided before the reset is not taken for an answer.
 */
export async function askPeople(state: RunState, question: Question): Promise<Answered | { type: 'expired' }> {
  for (;;) {
    const { incarnation } = state;
    const approval = state.nextApproval();
    const decision = await askOnce(state, approval, question);
    if (state.incarnation === incarnation) return decision ? { ...decision, approval } : { type: 'expired' };
    state.gates.set(approval, 'over');
  }
}

async function askOnce(state: RunState, approval: ApprovalId, question: Question): Promise<Decided | undefined> {
  state.gates.set(approval, 'open');
  const { role } = question;
  state.journal.note(
    'approval-asked',
    question.step,
    {
      approval,
      gate: question.gate,
      role,
      tool: question.tool ?? '',
      digest: question.digest ?? '',
      due: dueIn(question.within),
    },
    question.body,
  );
  await announce(state, approval, 'asked', question, role);
  const first = await decided(state, approval, question);
  if (first) return first;

  if (question.escalateTo) {
    state.journal.note('approval-escalated', question.step, {
      approval,
      role: question.escalateTo,
      due: dueIn(question.within),
    });
    await announce(state, approval, 'escalated', question, question.escalateTo);
    const second = await decided(state, approval, question);
    if (second) return second;
  }

  state.journal.note('approval-defaulted', question.step, { approval });
  await announce(state, approval, 'defaulted', question, '');
  const late = await take(state, approval, question); // one that came in between counts
  if (!late) state.gates.set(approval, 'over');
  return late;
}

async function announce(
  state: RunState,
  approval: ApprovalId,
  event: 'asked' | 'escalated' | 'defaulted',
  question: Question,
  role: string,
): Promise<void> {
  if (event === 'defaulted') state.report.show({ status: 'running' });
  else
    state.report.show({
      status: 'waiting',
      step: question.step,
      role,
      waiting: `for ${role} (${question.gate}${question.tool ? ` of ${question.tool}` : ''}), \`${approval}\``,
    });
  state.report.index();
  await state.send((position) => ledger.record(`${question.step} · ${event} ${role}`.trim())({ position }));
  const { taskQueue } = workflowInfo();
  const queue = taskQueue === 'seaworthy' ? 'notify' : `${taskQueue}.notify`;
  // Not awaited: nobody's mail server holds up a run.
  void notifyActivity(queue)({ run: state.run, approval, event }).catch(() => undefined);
}

async function decided(state: RunState, approval: ApprovalId, question: Question): Promise<Decided | undefined> {
  const deadline = Date.now() + msToNumber(question.within as Duration);
  const { incarnation } = state;
  for (let alarms = 0; ; alarms++) {
    const left = deadline - Date.now();
    if (left <= 0) return undefined;
    if (alarms >= FALSE_ALARMS)
      await condition(() => false, Math.min(left, 60_000), { summary: `${question.step} · not to be hurried` });
    const woken = await condition(() => state.gates.get(approval) === 'woken', Math.max(1, deadline - Date.now()), {
      summary: `${question.step} · deadline`,
    });
    if (!woken) return undefined;
    const decision = await take(state, approval, question);
    if (decision || state.incarnation !== incarnation) return decision;
  }
}

async function take(state: RunState, approval: ApprovalId, question: Question): Promise<Decided | undefined> {
  state.gates.set(approval, 'open'); // a signal that comes while the ledger is asked wakes again
  const decision = await state.send((position) =>
    ledger.takeDecision({
      position,
      approval,
      step: question.step,
      ...(question.call ? { call: question.call, tool: question.tool ?? '' } : {}),
    }),
  );
  if (decision.type !== 'decided') return undefined;
  state.gates.set(approval, 'taken');
  state.report.show({ status: 'running' });
  return decision;
}

function dueIn(within: string): string {
  return new Date(Date.now() + msToNumber(within as Duration)).toISOString();
}
