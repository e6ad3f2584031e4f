import { msToNumber } from '@temporalio/common/lib/time';
import { condition, workflowInfo } from '@temporalio/workflow';
import type { Duration } from '@temporalio/common';
import type { ApprovalEvent, CalendarName, Deadlines, DecisionTaken, WorkingTime } from '../../contracts/activities';
import type { GateKind, Headers } from '../../contracts/entry';
import type { ApprovalId, CallId } from '../../contracts/ids';
import type { Json } from '../../contracts/json';
import { notifyQueue } from './queues';
import { ledger, notifyActivity } from './proxies';
import type { RunState } from './run-state';

export interface Question extends Deadlines {
  gate: GateKind;
  step: string;
  role: string;
  /** How many different people have to approve; one where it is not given. */
  approvers?: number;
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
 * Puts a question to people and waits: until a decision is in the ledger, or the deadline of every rung of the ladder has passed. Then it
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
  const { step, calendar } = question;
  state.gates.set(approval, 'open');
  for (const [rung, role] of ladderOf(question).entries()) {
    const times = calendar ? await workingTimeOf(state, calendar, question) : timesOf(question);
    const due = new Date(times.due).toISOString();
    if (rung === 0) state.journal.note('approval-asked', step, askedHeader(approval, question, due), question.body);
    else state.journal.note('approval-escalated', step, { approval, role, due });
    await announce(state, approval, rung === 0 ? 'asked' : 'escalated', question, role);
    const decision = await decided(state, approval, question, times);
    if (decision) return decision;
  }

  state.journal.note('approval-defaulted', step, { approval });
  await announce(state, approval, 'defaulted', question, '');
  const late = await take(state, approval, question); // one that came in between counts
  if (!late) state.gates.set(approval, 'over');
  return late;
}

function ladderOf({ role, escalateTo = [] }: Question): string[] {
  return [role, ...(typeof escalateTo === 'string' ? [escalateTo] : escalateTo)];
}

function askedHeader(approval: ApprovalId, question: Question, due: string): Headers['approval-asked'] {
  const { gate, role, tool = '', digest = '', approvers } = question;
  const ladder = ladderOf(question);
  return {
    ...{ approval, gate, role, tool, digest, due },
    ...(approvers === undefined ? {} : { approvers }),
    ...(ladder.length > 1 ? { ladder } : {}),
  };
}

/** Around the clock. */
function timesOf({ within, reminders }: Question): WorkingTime {
  const now = Date.now();
  const due = now + msToNumber(within as Duration);
  if (reminders === undefined) return { due, reminders: [] };
  const apart = Math.max(1_000, msToNumber(reminders.replace(/^every /, '') as Duration));
  return {
    due,
    reminders: Array.from({ length: Math.ceil((due - now) / apart) - 1 }, (_, i) => now + apart * (i + 1)),
  };
}

/** By a calendar: an activity knows, since time zones change. */
function workingTimeOf(state: RunState, calendar: CalendarName, { within, reminders }: Question): Promise<WorkingTime> {
  const every = reminders === undefined ? {} : { reminders };
  return state.send((position) => ledger.workingTime({ position, calendar, within, ...every }));
}

async function announce(
  state: RunState,
  approval: ApprovalId,
  event: Exclude<ApprovalEvent, 'reminded'>,
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
  notify(state, approval, event);
}

/** Not awaited: nobody's mail server holds up a run. */
function notify(state: RunState, approval: ApprovalId, event: ApprovalEvent): void {
  const queue = notifyQueue(workflowInfo().taskQueue);
  void notifyActivity(queue)({ run: state.run, approval, event }).catch(() => undefined);
}

async function decided(
  state: RunState,
  approval: ApprovalId,
  question: Question,
  { due, reminders }: WorkingTime,
): Promise<Decided | undefined> {
  const { incarnation } = state;
  for (let alarms = 0; ;) {
    const left = due - Date.now();
    if (left <= 0) return undefined;
    if (alarms >= FALSE_ALARMS)
      await condition(() => false, Math.min(left, 60_000), { summary: `${question.step} · not to be hurried` });
    const next = reminders.find((at) => at > Date.now()) ?? due;
    const woken = await condition(() => state.gates.get(approval) === 'woken', Math.max(1, next - Date.now()), {
      summary: `${question.step} · ${next < due ? 'reminder' : 'deadline'}`,
    });
    if (woken) {
      alarms += 1;
      const decision = await take(state, approval, question, true);
      if (decision || state.incarnation !== incarnation) return decision;
    } else if (next < due) {
      state.journal.note('approval-reminded', question.step, { approval });
      notify(state, approval, 'reminded');
    } else return undefined;
  }
}

async function take(
  state: RunState,
  approval: ApprovalId,
  question: Question,
  told = false,
): Promise<Decided | undefined> {
  state.gates.set(approval, 'open'); // a signal that comes while the ledger is asked wakes again
  const decision = await state.send((position) =>
    ledger.takeDecision({
      position,
      approval,
      step: question.step,
      roles: ladderOf(question),
      told,
      ...(question.call ? { call: question.call, tool: question.tool ?? '' } : {}),
    }),
  );
  if (decision.type !== 'decided') return undefined;
  state.gates.set(approval, 'taken');
  state.report.show({ status: 'running' });
  return decision;
}
