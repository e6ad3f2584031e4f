import { ActivityFailure, CancellationScope, isCancellation, patched, workflowInfo } from '@temporalio/workflow';
import type { ActInput, ActResult, ApprovalRule, Deadlines, Origin, Position } from '../../contracts/activities';
import type { ApprovalId, CallId } from '../../contracts/ids';
import type { Json } from '../../contracts/json';
import type { MapStep } from '../../contracts/map';
import { askPeople } from './gate';
import { parkRun, waitForResume } from './park-run';
import { actActivity } from './proxies';
import type { RunState } from './run-state';

export interface CallRequest {
  step: string;
  call: CallId;
  tool: string;
  origin: Origin;
  wantsOutput: boolean;
  /** What people are shown when one has to approve. */
  shown: Json;
  /** In Temporal UI. */
  label: string;
  takesCached?: boolean;
  /** What people have said of this call so far: kept while it is parked and tried again, so that nobody is asked twice. */
  said: { approval?: ApprovalId; settlement?: ApprovalId; given?: ApprovalId };
}

export type CallEnd =
  | Exclude<ActResult, { type: 'reset' | 'needs-approval' | 'unknown' | 'halted' | 'input-asked' }>
  | { type: 'refused'; reason: string }
  /** Only of a call beside others: people are asked when those are over. */
  | { type: 'input-asked' };

/** Runs the system step of the map, along its exception paths. */
export async function callStep(state: RunState, name: string, args: Json): Promise<Json | undefined> {
  const step = state.map.steps[name] as Extract<MapStep, { kind: 'system' }>;
  const visit = state.enter(name, 'system');
  const call = `${name}.${visit}.0` as CallId;
  const origin = { fact: state.journal.note('call-asked', name, { call, tool: step.tool }, args) };
  const request: CallRequest = {
    step: name,
    call,
    tool: step.tool,
    origin,
    wantsOutput: true,
    shown: args,
    label: labelOf(args),
    ...(step.onUnavailable.path === 'cached' ? { takesCached: true } : {}),
    said: {},
  };
  const onUnavailable = step.onUnavailable.path === 'cached' ? step.onUnavailable.otherwise : step.onUnavailable;
  for (;;) {
    const end = await performCall(state, request);
    switch (end.type) {
      case 'done':
        if (end.asOf !== undefined) state.goOnWith(name, end.asOf);
        return end.output ?? null;
      case 'unavailable':
        if (onUnavailable.path !== 'park') return state.leave(name, 'onUnavailable', onUnavailable, end.reason);
        state.journal.note(
          'path-taken',
          name,
          { exception: 'onUnavailable', path: 'park', to: '' },
          { reason: end.reason },
        );
        await parkRun(state, name, state.routes[step.tool]?.system ?? step.tool);
        continue;
      case 'input-asked':
        throw new Error('unreachable: it is alone');
      case 'malformed':
        return state.leave(name, 'onMalformed', step.onMalformed, end.reason);
      case 'rejected':
        return state.leave(name, 'onRejected', step.onRejected, end.reason, end.details ?? null);
      case 'denied':
      case 'refused':
        return state.leave(name, 'onDenied', step.onDenied ?? step.onRejected, end.reason);
    }
  }
}

/** Acts, and asks people where policy or an unknown outcome wants them. */
export async function performCall(
  state: RunState,
  request: CallRequest,
  rule?: ApprovalRule & { digest: string },
  beside = false,
): Promise<CallEnd> {
  let needs = rule;
  for (;;) {
    if (needs) {
      const answer = await askPeople(state, {
        gate: 'approval',
        step: request.step,
        role: needs.role,
        ...(needs.approvers ? { approvers: needs.approvers } : {}),
        ...deadlinesOf(needs),
        body: {
          title: `Approve ${request.tool}`,
          rule: needs.rule,
          tool: request.tool,
          origin: request.origin,
          call: request.call,
          shown: request.shown,
        },
        call: request.call,
        tool: request.tool,
        digest: needs.digest,
      });
      if (answer.type === 'expired') return { type: 'refused', reason: `Nobody decided in time (${needs.rule}).` };
      if (answer.decision === 'deny') return { type: 'refused', reason: answer.reason };
      request.said.approval = answer.approval;
      needs = undefined;
    }
    const result = await act(state, request, beside);
    switch (result.type) {
      case 'reset':
        throw new Error('unreachable: handled by RunState');
      case 'needs-approval':
        needs = { ...result.approval, digest: result.digest };
        request.origin = result.edited ?? request.origin;
        continue;
      case 'halted':
        await waitForResume(state, request.step, result);
        continue;
      case 'unknown':
        request.said = { ...request.said, ...(await askWhetherItHappened(state, request, result)) };
        continue;
      case 'input-asked': {
        if (beside) return { type: 'input-asked' };
        const answer = await askForInput(state, request, result);
        if (answer.type === 'expired')
          return { type: 'refused', reason: `Nobody gave what ${result.system} asked for.` };
        if (answer.decision !== 'answer') return { type: 'refused', reason: answer.reason };
        request.said.given = answer.approval;
        continue;
      }
      case 'done':
        return result.asks ? awaitAnswer(state, request, result.asks) : result;
      default:
        return result;
    }
  }
}

function deadlinesOf({ within, escalateTo, reminders, calendar }: ApprovalRule): Deadlines {
  return {
    within,
    ...(escalateTo ? { escalateTo } : {}),
    ...(reminders ? { reminders } : {}),
    ...(calendar ? { calendar } : {}),
  };
}

async function act(state: RunState, request: CallRequest, beside: boolean): Promise<ActResult> {
  const { shown: _shown, label, said, ...rest } = request;
  const { taskQueue } = workflowInfo();
  const route = state.routes[request.tool] ?? {
    queue: taskQueue,
    system: 'none',
    effect: 'read',
    startToClose: 60_000,
  };
  const input: Omit<ActInput, 'position'> = { ...rest, ...said, agent: state.map.name };
  const activity = actActivity(route, `${route.system}.${request.tool}${label ? ` ${label}` : ''}`);
  const ask = (position: Position): Promise<ActResult> => activity({ ...input, position });
  const send = (): Promise<ActResult> => (beside ? state.sendBeside<ActResult>(ask) : state.send<ActResult>(ask));
  try {
    // A write that was begun is seen through, whoever cancels the run: Temporal would give up one that waits between attempts.
    return await (route.effect === 'write' ? CancellationScope.nonCancellable(send) : send());
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    return { type: 'unavailable', reason: `${request.tool} did not finish in time.` };
  }
}

/**
 * The write was sent and nobody can tell whether it happened: a person looks, and the run waits for as long as it takes. Where the system may
 * be able to tell later, it is asked again when nobody has answered.
 */
async function askWhetherItHappened(
  state: RunState,
  request: CallRequest,
  { reason, askAgainAfterMs }: Extract<ActResult, { type: 'unknown' }>,
): Promise<{ settlement?: ApprovalId }> {
  for (;;) {
    const answer = await askPeople(state, {
      gate: 'task',
      step: request.step,
      role: 'operator',
      within: askAgainAfterMs === undefined ? '1 day' : `${askAgainAfterMs} ms`,
      body: {
        title: `Did ${request.tool} happen?`,
        details: { reason },
        origin: request.origin,
        call: request.call,
        answer: 'Look in the system, then answer {"happened": true, "output": …} or {"happened": false}.',
      },
      tool: request.tool,
    });
    if (answer.type === 'decided' && answer.decision === 'answer') return { settlement: answer.approval };
    if (answer.type === 'expired' && askAgainAfterMs !== undefined && patched('asks-system-again')) return {};
  }
}

/** The write was a question to somebody: its result is the answer, waited for durably. */
async function awaitAnswer(
  state: RunState,
  request: CallRequest,
  asks: { role: string; within: string },
): Promise<CallEnd> {
  const answer = await askPeople(state, {
    gate: 'question',
    step: request.step,
    role: asks.role,
    within: asks.within,
    body: {
      title: `Answer for ${request.tool}`,
      tool: request.tool,
      origin: request.origin,
      call: request.call,
      shown: request.shown,
    },
    call: request.call,
    tool: request.tool,
  });
  return answer.type === 'decided' && answer.decision === 'answer'
    ? { type: 'done', output: answer.answer ?? null }
    : { type: 'refused', reason: 'no answer' };
}

/** The system wants something before it goes on. People see its words, and that they are not ours. */
function askForInput(
  state: RunState,
  { step, call, tool, origin, shown }: CallRequest,
  { system, asked, digest, role, within }: Extract<ActResult, { type: 'input-asked' }>,
): ReturnType<typeof askPeople> {
  return askPeople(state, {
    gate: 'question',
    step,
    role,
    within,
    body: {
      title: `${system} asks for something`,
      note: `What is asked for stands under "input", in the words of ${system}. They were written by others.`,
      input: asked,
      ...{ tool, origin, call, shown },
    },
    tool,
    digest,
  });
}

/** A short word for Temporal UI: a number or reference, nothing personal. */
function labelOf(args: Json): string {
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return '';
  for (const key of ['number', 'order', 'reference']) {
    const value = args[key];
    if (typeof value === 'string') return value.slice(0, 40);
  }
  return '';
}
