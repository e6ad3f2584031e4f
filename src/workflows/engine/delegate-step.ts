import { msToNumber } from '@temporalio/common/lib/time';
import { defineSearchAttributeKey, TerminatedFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { Duration } from '@temporalio/common';
import {
  CancellationScope,
  ChildWorkflowCancellationType,
  ChildWorkflowFailure,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  sleep,
} from '@temporalio/workflow';
import type { DelegationResult } from '../../contracts/activities';
import type { CallId } from '../../contracts/ids';
import type { Json } from '../../contracts/json';
import type { MapStep } from '../../contracts/map';
import type { RunInput, RunResult } from '../../contracts/run-result';
import { ledger } from './proxies';
import type { RunState } from './run-state';

/** How the run that work was handed to has ended. */
export interface Delegated<End extends string = string> {
  run: string;
  end: End;
  summary: string;
  output: Json;
}

type DelegateStep = Extract<MapStep, { kind: 'delegate' }>;
type Granted = Extract<DelegationResult, { type: 'granted' }>;

const FIRST_LOOK_MS = 500;
const LAST_LOOK_MS = 60_000;

const attribute = {
  status: defineSearchAttributeKey('SeaworthyStatus', 'KEYWORD'),
  step: defineSearchAttributeKey('SeaworthyStep', 'KEYWORD'),
  tenant: defineSearchAttributeKey('SeaworthyTenant', 'KEYWORD'),
};

/** Hands work to a run of another workflow, once nobody else holds what it is to act on, and sees it end. */
export async function delegateStep(
  state: RunState,
  name: string,
  { input, objects }: { input: unknown; objects: readonly string[] },
): Promise<Delegated | undefined> {
  const step = state.map.steps[name] as DelegateStep;
  const visit = state.enter(name, 'delegate', { input: input as Json, objects: [...objects] });
  const call = `${name}.${visit}.0` as CallId;
  const granted = await waitForGrant(state, name, step, call, objects);
  const { child } = granted;
  state.report.show({ status: 'waiting', waiting: `for ${step.to}, run ${child}` });
  state.report.index();
  const { end, result } = await seen(state, name, step, call, granted, input);
  state.report.show({ status: 'running' });
  if (result && step.ends.includes(end)) return { run: child, end, summary: result.summary, output: result.output };
  const reason = result ? `${step.to} ended as ${end}: ${result.summary}` : `The run of ${step.to} was ${end}.`;
  return state.leave(name, 'onFailed', step.onFailed, reason, { run: child, end });
}

/** Looks again ever more seldom, as nobody tells it when what it waits for is free. */
async function waitForGrant(
  state: RunState,
  name: string,
  step: DelegateStep,
  call: CallId,
  objects: readonly string[],
): Promise<Granted> {
  const at = Date.now();
  const until = at + msToNumber(step.within as Duration);
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(2 * pause, LAST_LOOK_MS)) {
    const answer = await state.send<DelegationResult>((position) =>
      ledger.delegate(`${name} · hand over`)({ position, agent: state.map.name, step: name, call, objects, at }),
    );
    switch (answer.type) {
      case 'reset':
        throw new Error('unreachable: handled by RunState');
      case 'granted':
        return answer;
      case 'refused':
        return leave(state, name, 'onRefused', step.onRefused, answer.reason);
      case 'conflict': {
        const { with: other, end } = answer;
        const reason = `Run ${other} has acted on the same thing meanwhile, and ended as ${end}.`;
        return leave(state, name, 'onConflict', step.onConflict, reason, { run: other, end });
      }
      case 'held': {
        const left = until - Date.now();
        const reason = `Run ${answer.by} still holds what is to be acted on, after ${step.within}.`;
        if (left <= 0) return leave(state, name, 'onRefused', step.onRefused, reason, { run: answer.by });
        state.report.show({ status: 'waiting', waiting: `for run ${answer.by} to be done with the same thing` });
        state.report.index();
        await sleep(Math.min(pause, left), { summary: `${name} · held by another run` });
      }
    }
  }
}

function leave(state: RunState, ...[name, exception, path, reason, details]: Parameters<RunState['leave']>): never {
  state.leave(name, exception, path, reason, details);
  throw new Error(`unreachable: ${name} has no lesser way`);
}

/** However it ends, its parent notes it: also when it is itself cancelled, and the child with it. */
async function seen(
  state: RunState,
  name: string,
  { to }: DelegateStep,
  call: CallId,
  { child, workflowType, workflowId }: Granted,
  input: unknown,
): Promise<{ end: string; result?: RunResult }> {
  const noted = (end: string): { end: string } => {
    state.journal.note('delegation-ended', name, { call, child, end });
    return { end };
  };
  const { tenant, starter, stretch } = state.input;
  const runInput: RunInput<unknown> = {
    ...{ run: child, tenant, starter, input, parent: { run: state.run, call } },
    ...(stretch ? { stretch } : {}),
  };
  try {
    const result = (await executeChild(workflowType, {
      workflowId,
      args: [runInput],
      staticSummary: `${to}, for ${name}`,
      staticDetails: `- **Run** \`${child}\`\n- **For run** \`${state.run}\``,
      typedSearchAttributes: [
        { key: attribute.status, value: 'running' },
        { key: attribute.step, value: 'start' },
        { key: attribute.tenant, value: tenant },
      ],
      // It comes to an end of its own, whatever becomes of its parent: a write of its is never left between claim and settle.
      cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    })) as RunResult;
    return { ...noted(result.end), result };
  } catch (error) {
    const known = error instanceof ChildWorkflowFailure || error instanceof WorkflowExecutionAlreadyStartedError;
    if (!known && !isCancellation(error)) throw error;
    const ended = noted(endOf(error));
    if (CancellationScope.current().consideredCancelled) throw error; // this run is; where the child alone was, it has failed
    return ended;
  }
}

function endOf(error: unknown): string {
  if (isCancellation(error)) return 'cancelled';
  return error instanceof ChildWorkflowFailure && error.cause instanceof TerminatedFailure ? 'terminated' : 'failed';
}
