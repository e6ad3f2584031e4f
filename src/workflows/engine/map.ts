import type { z } from 'zod';
import type { Agent } from '../../agents/define-agent';
import type { Ended, RunInput, RunResult } from '../../contracts/run-result';
import type { Json } from '../../contracts/json';
import type { Diverted } from './diversion';
import type { Delegated } from './delegate-step';
import { runMap } from './run-map';

// Types only from the agent: its tools and outcomes are known to the compiler, and nothing of it is bundled.

type ToolName<A extends Agent> = keyof A['tools'] & string;
type OutcomeName<A extends Agent> = keyof A['outcomes'] & string;

interface Park {
  path: 'park';
}
interface Degrade {
  path: 'degrade';
  how: string;
}
interface GoTo<S extends string = string> {
  path: 'goTo';
  to: S;
}

interface AskForMore {
  path: 'askForMore';
  usd: string;
  role: string;
  within: string;
}
interface Cheaper {
  path: 'cheaper';
}

type Last = Park | Degrade | GoTo;
type Age = `${number} ${'minutes' | 'hours' | 'days'}`;
interface Cached<T extends Last = Last> {
  path: 'cached';
  noOlderThan: Age;
  otherwise: T;
}

/** Wait durably until the system is back. */
export const park = (): Park => ({ path: 'park' });
/** Go on without, in the declared lesser way; said on the result. */
export const degrade = (how: string): Degrade => ({ path: 'degrade', how });
/** Leave for a human step or an end of the map. */
export const goTo = <const S extends string>(to: S): GoTo<S> => ({ path: 'goTo', to });

/** Go on with what the system last answered to the same question, said on the result; where that is too old or not there, `otherwise`. Of reads only. */
export const cached = <const T extends Last>({ noOlderThan }: { noOlderThan: Age }, otherwise: T): Cached<T> => ({
  path: 'cached',
  noOlderThan,
  otherwise,
});

/** Ask a person to raise the budget that is used up, of this run or this month, by so many US dollars. Where nobody does, `onExhausted`. */
export const askForMore = (ask: Omit<AskForMore, 'path'>): AskForMore => ({ path: 'askForMore', ...ask });
/** Go on with the next model of the agent's list that costs less; said on the result. Where none is affordable, `onExhausted`. */
export const cheaper = (): Cheaper => ({ path: 'cheaper' });

export type SystemStep<N extends string = string> = {
  kind: 'system';
  tool: N;
  purpose: string;
  onUnavailable: Last | Cached;
  onMalformed: GoTo | Degrade;
  onRejected: GoTo | Degrade;
  /** Where a person's refusal leads; onRejected where it is not given. */
  onDenied?: GoTo;
};
export type AgentStep<N extends string = string, O extends string = string> = {
  kind: 'agent';
  tools: readonly N[];
  outcome: O;
  purpose: string;
  onExhausted: GoTo;
  onUnavailable: Park | GoTo;
  /** When a budget does not afford the next model call; onExhausted where it is not given. */
  onBudget?: AskForMore | Cheaper | GoTo;
  /**
   * How long the step can wait for its model call, such as '12 hours': it then goes through a batch, at half the price, and as this time nears by
   * itself. Only of a step without tools, which needs a single call: a long loop costs less by the prompt cache.
   */
  patience?: string;
  /** Of the agent's models, those that do for this step: the cheapest that is good enough, and what to fall back on. All where it is not given. */
  models?: readonly string[];
};
export type DecisionStep<B extends string = string> = { kind: 'decision'; branches: readonly B[]; purpose: string };
export type HumanStep<O extends string = string> = {
  kind: 'human';
  role: string;
  outcome: O;
  purpose: string;
  within: string;
  escalateTo?: string | readonly string[];
  onExpired: GoTo;
};
/** Hands work to a run of another workflow, with an agent of its own, and waits for its end. One at a time. */
export type DelegateStep<E extends string = string> = {
  kind: 'delegate';
  /** The name of its agent. It may do what its own agent and this one may. */
  to: string;
  /** The ends of its map that this one goes on with; any other is a failure. */
  ends: readonly E[];
  /** US dollars for models, as text: its share of what this run may spend. */
  usd: string;
  /** How long to wait while other runs hold what it is to act on. */
  within: string;
  purpose: string;
  /** It may not begin: a circle, too many below each other, or what it is to act on is not free. */
  onRefused: GoTo;
  /** Another run has acted on the same thing meanwhile: a person looks. */
  onConflict: GoTo;
  /** It ended in another place, or was ended. */
  onFailed: GoTo | Degrade;
};
export type EndStep = { kind: 'end'; purpose: string };

type StepOf<A extends Agent> =
  | SystemStep<ToolName<A>>
  | AgentStep<ToolName<A>, OutcomeName<A>>
  | DecisionStep
  | HumanStep<OutcomeName<A>>
  | DelegateStep
  | EndStep;
type Steps<A extends Agent> = Record<string, StepOf<A>>;

/** Names of steps of one kind. */
type Named<M, Kind extends string> = { [K in keyof M & string]: M[K] extends { kind: Kind } ? K : never }[keyof M &
  string];
type Targets<Step> = {
  [P in keyof Step]: Step[P] extends GoTo<infer S> | Cached<GoTo<infer S>> ? S : never;
}[keyof Step];
/** A step that would answer a write from what an earlier one was answered. */
type CachedWrite<A extends Agent, Step> =
  Step extends SystemStep<infer N>
    ? Step['onUnavailable'] extends Cached
      ? A['tools'][N]['effect'] extends 'read'
        ? never
        : Step
      : never
    : never;
/** A step that would wait for a batch at every turn of its loop. */
type PatientLoop<Step> = Step extends { kind: 'agent'; patience: string }
  ? Step extends { tools: readonly [] }
    ? never
    : Step
  : never;
/** A conflict that would not be put to a person. */
type Unattended<M, Step> = Step extends { onConflict: GoTo<infer S> } ? Exclude<S, Named<M, 'human'>> : never;
/** Every goTo must name a human step or an end of the same map, only reads are cached, and only single calls wait: anything else makes the step `never`. */
type Checked<A extends Agent, M> = {
  [K in keyof M]: [Targets<M[K]>, CachedWrite<A, M[K]>, PatientLoop<M[K]>, Unattended<M, M[K]>] extends [
    Named<M, 'human'> | Named<M, 'end'>,
    never,
    never,
    never,
  ]
    ? M[K]
    : never;
};
/** Human steps that some exception path leads to: each needs a handler. */
type HumanTargets<M> = Extract<{ [K in keyof M]: Targets<M[K]> }[keyof M], Named<M, 'human'>>;

type ToolOf<A extends Agent, M, K extends keyof M> = M[K] extends SystemStep<infer N> ? A['tools'][N] : never;
type Degradable<M, K extends keyof M> =
  Extract<{ [P in keyof M[K]]: M[K][P] }[keyof M[K]], Degrade | Cached<Degrade>> extends never ? never : undefined;
type OutcomeOf<A extends Agent, M, K extends keyof M> = M[K] extends { outcome: infer O extends string }
  ? z.output<A['outcomes'][O]>
  : never;

export interface Step<A extends Agent, M> {
  /** Runs a system step. Does not return where its exception path leaves; returns undefined only where a path degrades. */
  call<K extends Named<M, 'system'>>(
    step: K,
    args: z.input<ToolOf<A, M, K>['input']>,
  ): Promise<z.output<ToolOf<A, M, K>['output']> | Degradable<M, K>>;
  /** Lets the agent reason until it concludes. */
  reason<K extends Named<M, 'agent'>>(step: K, brief: unknown): Promise<OutcomeOf<A, M, K>>;
  /** Hands work to a run of another workflow and waits for its end. `objects`: what nobody else may act on meanwhile, such as `invoice:4711`. */
  delegate<K extends Named<M, 'delegate'>>(
    step: K,
    work: { input: unknown; objects: readonly string[] },
  ): Promise<Delegated<M[K] extends DelegateStep<infer E> ? E : never> | Degradable<M, K>>;
  /** Puts a task to a person and waits for the answer. */
  ask<K extends Named<M, 'human'>>(step: K, task: { title: string; details: unknown }): Promise<OutcomeOf<A, M, K>>;
  /** Notes which branch is taken, and why. */
  decide<K extends Named<M, 'decision'>, B extends (M[K] extends DecisionStep<infer X> ? X : never)>(
    step: K,
    branch: B,
    why: string,
  ): B;
  /** A fact that policy may look at. */
  establish(name: string, value: Json): void;
  /** Makes this run the owner of what it is about. */
  claimSubject(
    key: string,
    facts: { [key: string]: string | number | boolean | null },
  ): Promise<{ type: 'first' } | { type: 'again' | 'conflicting'; run: string; end: string | null }>;
  end<E extends Named<M, 'end'>>(end: E, summary: string, output?: unknown): Ended<E>;
}

type Handlers<A extends Agent, M, I> = {
  [K in HumanTargets<M>]: (step: Step<A, M>, input: I, diverted: Diverted) => Promise<Ended<Named<M, 'end'>>>;
};

export interface WorkflowMap<A extends Agent, M> {
  name: string;
  steps: M;
  /** The workflow over this map. `handlers` say what happens where an exception path leads to a person. */
  implement<I>(
    main: (step: Step<A, M>, input: I) => Promise<Ended<Named<M, 'end'>>>,
    handlers: Handlers<A, M, I>,
  ): (input: RunInput<I>) => Promise<RunResult<Named<M, 'end'>>>;
}

/** Declares the steps of a workflow: system interactions, reasoning, decisions, people, ends, and an exception path for each. `name` is its agent's. */
export function defineMap<A extends Agent>(
  name: string,
): <const M extends Steps<A>>(steps: M & Checked<A, M>) => WorkflowMap<A, M> {
  return (steps) => ({
    name,
    steps: steps,
    implement: (main, handlers) => (input) =>
      runMap({ name, steps: steps }, main as never, handlers as never, input) as never,
  });
}
