import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  patched,
  workflowInfo,
} from '@temporalio/workflow';
import type { Json } from '../../contracts/json';
import type { MapData } from '../../contracts/map';
import type { Ended, RunInput, RunResult } from '../../contracts/run-result';
import { askStep } from './ask-step';
import { callStep } from './call-step';
import { delegateStep } from './delegate-step';
import { Diversion } from './diversion';
import type { Diverted } from './diversion';
import { askPeople } from './gate';
import { listen } from './listen';
import { ledger } from './proxies';
import { reasonStep } from './reason-step';
import { requireDecoded } from './require-decoded';
import { RunState } from './run-state';

/** The step context without its types: defineMap has given them to whoever writes a workflow. */
interface AnyStep {
  call(name: string, args: Json): Promise<unknown>;
  reason(name: string, brief: Json): Promise<unknown>;
  ask(name: string, task: { title: string; details: unknown }): Promise<unknown>;
  delegate(name: string, work: { input: unknown; objects: readonly string[] }): Promise<unknown>;
  decide(name: string, branch: string, why: string): string;
  establish(name: string, value: Json): void;
  claimSubject(key: string, facts: Json): Promise<unknown>;
  end(end: string, summary: string, output?: Json): Ended;
}

type Main = (step: AnyStep, input: unknown) => Promise<Ended>;
type Handlers = Record<string, (step: AnyStep, input: unknown, diverted: Diverted) => Promise<Ended>>;

/** Runs a workflow over its map. Whatever happens ends in a declared place (law 7): an end of the map, reached directly or by an exception path. */
export async function runMap(
  map: MapData,
  main: Main,
  handlers: Handlers,
  input: RunInput<unknown>,
): Promise<RunResult> {
  requireDecoded(input);
  const state: RunState = new RunState(map, input, () => askAfterReset(state));
  listen(state);
  const { workflowType: workflow, firstExecutionRunId: firstTemporalRun } = workflowInfo();
  const { tenant, starter, parent } = input;
  const begun = await CancellationScope.nonCancellable(() =>
    state.send((position) =>
      ledger.begin({
        position,
        workflow,
        agent: map.name,
        tenant,
        starter,
        input: input.input as Json,
        firstTemporalRun,
        ...(parent ? { parent } : {}),
      }),
    ),
  );
  state.incarnation = begun.incarnation;
  state.routes = begun.routes;
  if (begun.version) state.report.began(begun.version);
  const why = begun.notAdmitted;
  if (why !== undefined && patched('admission'))
    return CancellationScope.nonCancellable(() => close(state, { end: 'not-admitted', summary: why, output: null }));
  const step = contextOf(state);
  let ended: Ended;
  let cancelled: Error | undefined;
  try {
    ended = await follow(handlers, step, input.input, () => main(step, input.input));
  } catch (error) {
    // Temporal would end the run as failed, which is no declared place: a plain error fails the task, and the run waits for a fix.
    if (!isCancellation(error))
      throw new Error(`bug: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    cancelled = error as Error;
    ended = { end: 'cancelled', summary: 'The run was cancelled.', output: null };
  }
  // A declared end also when it was cancelled, though Temporal shows it as that; and once a run is ending, it ends as it was to.
  const result = await CancellationScope.nonCancellable(() => close(state, ended));
  if (cancelled) throw cancelled;
  return result;
}

/** Follows exception paths until the run is at an end. A path may lead from one handler to the next, each person's step once. */
async function follow(
  handlers: Handlers,
  step: AnyStep,
  input: unknown,
  attempt: () => Promise<Ended>,
): Promise<Ended> {
  const taken = new Set<string>();
  for (let next = attempt; ;) {
    try {
      return await next();
    } catch (error) {
      if (!(error instanceof Diversion)) throw error;
      const { to, diverted } = error;
      const handler = handlers[to];
      if (!handler)
        return { end: to, summary: diverted.reason, output: { from: diverted.from, details: diverted.details } };
      if (taken.has(to))
        throw new Error(`${diverted.from} leads back to ${to}, which has been taken: the map has a circle`);
      taken.add(to);
      next = () => handler(step, input, diverted);
    }
  }
}

async function close(state: RunState, { end, summary, output }: Ended): Promise<RunResult> {
  state.path.push(end);
  state.journal.note('run-ended', null, { end }, { summary, output, path: state.path, degraded: state.degraded });
  state.report.show({ status: 'ended', step: end, purpose: state.map.steps[end]?.purpose ?? '' });
  state.report.index();
  await state.send((position) => ledger.record(`end · ${end}`)({ position }));
  await condition(allHandlersFinished);
  return { run: state.run, end, summary, output, path: state.path, degraded: state.degraded };
}

function contextOf(state: RunState): AnyStep {
  return {
    call: (name, args) => callStep(state, name, args),
    reason: (name, brief) => reasonStep(state, name, brief),
    ask: (name, task) => askStep(state, name, task),
    delegate: (name, work) => delegateStep(state, name, work),
    decide: (name, branch, why) => {
      state.enter(name, 'decision');
      state.journal.note('branch-taken', name, { branch }, { why });
      return branch;
    },
    establish: (name, value) => void state.journal.note('fact-established', null, { name }, value),
    claimSubject: (key, facts) =>
      state.send((position) =>
        ledger.claimSubject({ position, workflow: state.map.name, tenant: state.input.tenant, key, facts }),
      ),
    end: (end, summary, output) => ({ end, summary, output: output ?? null }),
  };
}

/**
 * Temporal has reset the run: what the first try did stands, and its decisions would be replayed. This Temporal run becomes the one that
 * writes, to ask the question; it goes on only when a person says so.
 */
async function askAfterReset(state: RunState): Promise<void> {
  const adopted = await ledger.adopt({ position: state.position() });
  requireDecoded(adopted);
  state.incarnation = adopted.incarnation;
  state.saw(adopted.head);
  for (;;) {
    const answer = await askPeople(state, {
      gate: 'task',
      step: state.report.step ?? 'start',
      role: 'operator',
      within: '7 days',
      body: {
        title: 'This run was reset in Temporal. Let it go on?',
        details: { path: state.path },
        answer:
          'What the ledger says was written is not written again; what it does not know of is looked for in its system first. Answer {"goOn": true}; to end it, cancel it.',
      },
    });
    if (answer.type === 'decided' && answer.decision === 'answer') return;
  }
}
