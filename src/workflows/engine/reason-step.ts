import { ActivityFailure, isCancellation, patched } from '@temporalio/workflow';
import type { BudgetLeft, JudgedCall, ReasonResult, Stretch } from '../../contracts/activities';
import type { Json } from '../../contracts/json';
import type { BudgetPath, MapStep } from '../../contracts/map';
import { performCall } from './call-step';
import type { CallEnd, CallRequest } from './call-step';
import { askPeople } from './gate';
import { parkRun, waitForBatch, waitForResume } from './park-run';
import { ledger, reasonActivity } from './proxies';
import type { RunState } from './run-state';

const STRETCH: Stretch = { turns: 25, seconds: 300 };

/** Lets the agent reason, stretch by stretch, and acts on its verdicts in between, until it concludes or an exception path is taken. */
export async function reasonStep(state: RunState, name: string, brief: Json): Promise<Json | undefined> {
  const step = state.map.steps[name] as Extract<MapStep, { kind: 'agent' }>;
  const visit = state.enter(name, 'agent', brief);
  const stretch = state.input.stretch ?? STRETCH;
  for (let turns = 0; ;) {
    const woken = state.unparked; // before anything is awaited: a wake-up in between counts
    const result = await reason(state, name, visit, stretch, turns);
    if (result.type === 'reset') throw new Error('unreachable: handled by RunState');
    turns = result.turns;
    if (result.degraded) state.goOnSo(name, result.degraded);
    if (result.usd) state.spend(`${name}.${visit}`, result.usd);
    switch (result.type) {
      case 'concluded':
        return result.outcome;
      case 'more':
        continue;
      case 'calls':
        await actOn(state, name, result.calls);
        continue;
      case 'halted':
        await waitForResume(state, name, result);
        continue;
      case 'queued':
        await waitForBatch(state, name, result.forMs, woken);
        continue;
      case 'exhausted':
        if (result.budget && step.onBudget && patched('budgets')) {
          if (await getMore(state, name, step.onBudget, result.budget)) continue;
        }
        return state.leave(name, 'onExhausted', step.onExhausted, `The agent did not conclude: ${result.by}.`);
      case 'unavailable':
        if (step.onUnavailable.path !== 'park')
          return state.leave(name, 'onUnavailable', step.onUnavailable, result.why);
        state.journal.note(
          'path-taken',
          name,
          { exception: 'onUnavailable', path: 'park', to: '' },
          { reason: result.why },
        );
        await parkRun(state, name, 'anthropic');
    }
  }
}

async function reason(
  state: RunState,
  step: string,
  visit: number,
  stretch: Stretch,
  turns: number,
): Promise<ReasonResult> {
  const from = turns + 1;
  const activity = reasonActivity(`${step} · ${stretch.turns > 1 ? 'from turn' : 'turn'} ${from}`);
  try {
    return await state.send<ReasonResult>((position) =>
      activity({ position, agent: state.map.name, step, visit, stretch }),
    );
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    return { type: 'unavailable', why: 'Reasoning did not finish in time.', turns, usd: '' };
  }
}

/** Takes the step's path over a budget that is used up: whether it may go on. */
async function getMore(state: RunState, step: string, path: BudgetPath, budget: BudgetLeft): Promise<boolean> {
  const { id, scope, name, limit, drawn, digest } = budget;
  const usedUp = `Of ${limit} USD of the ${scope} ${name}, ${drawn} are spent or reserved.`;
  if (path.path === 'goTo') state.leave(step, 'onBudget', path, usedUp);
  if (path.path !== 'askForMore' || digest === undefined) return false;
  if (scope === 'run' && name !== state.run) return false; // of the run that handed the work over: its own to ask for
  const { usd, role, within } = path;
  state.journal.note('path-taken', step, { exception: 'onBudget', path: 'askForMore', to: '' }, { reason: usedUp });
  const body = {
    title: `Allow ${usd} USD more for models`,
    rule: 'budget',
    details: { scope, name, limit, drawn, usd },
  };
  const answer = await askPeople(state, { gate: 'approval', step, role, within, body, digest });
  if (answer.type === 'expired' || answer.decision !== 'approve') return false;
  const { approval } = answer;
  const raised = await state.send((position) => ledger.raiseBudget({ position, step, approval, budget: id, usd }));
  return raised.type === 'raised';
}

/** Reads side by side, then writes one after the other in the order the model gave them. */
async function actOn(state: RunState, step: string, calls: readonly JudgedCall[]): Promise<void> {
  const isRead = ({ tool, verdict }: JudgedCall): boolean =>
    state.routes[tool]?.effect === 'read' && verdict === 'allowed';
  state.moveOn();
  const waiting = new Set<JudgedCall>();
  await Promise.all(
    calls.filter(isRead).map(async (call) => {
      const end = await performCall(state, requestOf(step, call), undefined, true);
      if (end.type === 'input-asked') waiting.add(call);
      else noteEnd(state, step, call, end);
    }),
  );
  for (const call of calls) {
    if (isRead(call) && !waiting.has(call)) continue;
    const rule = call.approval && { ...call.approval, digest: call.digest };
    noteEnd(state, step, call, await performCall(state, requestOf(step, call), rule));
  }
}

/** The model has to be shown a result. Most ends have one in the ledger already; silence, and a call that did not finish, get theirs here. */
function noteEnd(state: RunState, step: string, { call, tool }: JudgedCall, end: CallEnd): void {
  if (end.type !== 'refused' && end.type !== 'unavailable') return;
  const outcome = end.type === 'refused' ? 'denied' : 'unavailable';
  state.journal.note('result', step, { call, tool, outcome, ms: 0 }, { error: end.reason });
}

function requestOf(step: string, call: JudgedCall): CallRequest {
  return {
    step,
    call: call.call,
    tool: call.tool,
    origin: call.origin,
    wantsOutput: false,
    shown: { why: call.why },
    label: '',
    said: {},
  };
}
