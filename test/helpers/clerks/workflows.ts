import type { MapData } from '../../../src/contracts/map';
import { defineMap, goTo } from '../../../src/workflows/engine/map';
import type { DelegateStep, Step } from '../../../src/workflows/engine/map';
import type { clerk } from './agents';
import { NAMES } from './names';
import type { Name, Task } from './names';

type Clerk = ReturnType<typeof clerk>;

const handOver = {
  kind: 'delegate',
  ends: ['done', 'declined'],
  usd: '1',
  within: '30 minutes',
  purpose: 'hand work over',
  onRefused: goTo('declined'),
  onConflict: goTo('sorted-out'),
  onFailed: goTo('failed'),
} as const;

/** The same steps for each: a way to hand work to each of them, itself included. */
const mapOf = (name: Name) =>
  defineMap<Clerk>(name)({
    'to-clerk-a': { ...handOver, to: 'clerk-a' },
    'to-clerk-b': { ...handOver, to: 'clerk-b' },
    'to-clerk-c': { ...handOver, to: 'clerk-c' },
    'to-clerk-d': { ...handOver, to: 'clerk-d' },
    'to-clerk-e': { ...handOver, to: 'clerk-e' },
    'to-clerk-f': { ...handOver, to: 'clerk-f' },
    poorly: { ...handOver, to: 'clerk-b', usd: '0.000001' },
    hastily: { ...handOver, to: 'clerk-b', within: '1 second' },
    put: {
      kind: 'system',
      tool: 'put',
      purpose: 'put an item',
      onUnavailable: goTo('failed'),
      onMalformed: goTo('failed'),
      onRejected: goTo('failed'),
      onDenied: goTo('forbidden'),
    },
    think: {
      kind: 'agent',
      tools: ['look'],
      outcome: 'note',
      purpose: 'think',
      onExhausted: goTo('given-up'),
      onUnavailable: goTo('failed'),
    },
    ask: {
      kind: 'human',
      role: 'keeper',
      outcome: 'note',
      purpose: 'ask somebody',
      within: '1 day',
      onExpired: goTo('failed'),
    },
    'sorted-out': {
      kind: 'human',
      role: 'keeper',
      outcome: 'note',
      purpose: 'two have acted on one thing',
      within: '1 day',
      onExpired: goTo('failed'),
    },
    done: { kind: 'end', purpose: 'all is done' },
    declined: { kind: 'end', purpose: 'work could not be handed over' },
    forbidden: { kind: 'end', purpose: 'it may not write' },
    'given-up': { kind: 'end', purpose: 'it did not conclude' },
    failed: { kind: 'end', purpose: 'something else' },
  });

type Steps = ReturnType<typeof mapOf>['steps'];
type HandOver = { [K in keyof Steps]: Steps[K] extends DelegateStep ? K : never }[keyof Steps];

async function work(step: Step<Clerk, Steps>, plan: readonly Task[]): Promise<string> {
  const ends: string[] = [];
  for (const task of plan) {
    if ('put' in task) await step.call('put', { item: task.put });
    else if ('think' in task) await step.reason('think', task);
    else if ('ask' in task) await step.ask('ask', { title: task.ask, details: null });
    else {
      const way: HandOver = task.poor ? 'poorly' : task.hasty ? 'hastily' : `to-${task.to}`;
      const { end } = await step.delegate(way, { input: { plan: task.plan }, objects: task.objects ?? [] });
      ends.push(`${task.to} ${end}`);
    }
  }
  return ends.join(', ');
}

const clerkOf = (name: Name) =>
  mapOf(name).implement(async (step, { plan }: { plan: Task[] }) => step.end('done', await work(step, plan)), {
    'sorted-out': async (step, _input, { reason }) => {
      const { note } = await step.ask('sorted-out', { title: 'Two have acted on one thing', details: reason });
      return step.end('done', note);
    },
  });

export const clerkA = clerkOf('clerk-a');
export const clerkB = clerkOf('clerk-b');
export const clerkC = clerkOf('clerk-c');
export const clerkD = clerkOf('clerk-d');
export const clerkE = clerkOf('clerk-e');
export const clerkF = clerkOf('clerk-f');

export const clerkMaps: Readonly<Record<string, MapData>> = Object.fromEntries(
  NAMES.map((name) => [name, mapOf(name)]),
);
export { watchSystem } from '../../../src/workflows/watch-system';
