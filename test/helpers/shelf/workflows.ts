import { cached, defineMap, degrade, goTo, park } from '../../../src/workflows/engine/map';
import type { shelfAgent } from './shelf-agent';

const paths = { onUnavailable: goTo('help'), onMalformed: goTo('help'), onRejected: goTo('help') } as const;

/** Small workflows, one per thing that the engine promises. */
export const shelfMap = defineMap<typeof shelfAgent>('shelf-keeping')({
  tidy: {
    kind: 'agent',
    tools: ['look', 'fetch', 'put', 'push', 'store', 'ungranted'],
    outcome: 'note',
    purpose: 'tidy the shelf',
    onExhausted: goTo('given-up'),
    onUnavailable: goTo('no-model'),
  },
  advise: {
    kind: 'agent',
    tools: ['look'],
    outcome: 'note',
    purpose: 'advise',
    onExhausted: goTo('help'),
    onUnavailable: park(),
  },
  get: { kind: 'system', tool: 'fetch', purpose: 'get an item', ...paths },
  'get-or-wait': { kind: 'system', tool: 'fetch', purpose: 'get an item', ...paths, onUnavailable: park() },
  'get-or-not': {
    kind: 'system',
    tool: 'fetch',
    purpose: 'get an item',
    ...paths,
    onUnavailable: degrade('without the item'),
  },
  'get-or-old': {
    kind: 'system',
    tool: 'fetch',
    purpose: 'get an item',
    ...paths,
    onUnavailable: cached({ noOlderThan: '1 hours' }, degrade('without the item')),
  },
  store: { kind: 'system', tool: 'store', purpose: 'store an item', ...paths, onDenied: goTo('refused') },
  push: { kind: 'system', tool: 'push', purpose: 'push an item', ...paths },
  put: { kind: 'system', tool: 'put', purpose: 'put an item', ...paths },
  kind: { kind: 'decision', branches: ['small', 'large'], purpose: 'how large is it' },
  help: {
    kind: 'human',
    role: 'keeper',
    outcome: 'note',
    purpose: 'a person helps',
    within: '1 hour',
    escalateTo: 'chief',
    onExpired: goTo('unattended'),
  },
  hurried: {
    kind: 'human',
    role: 'keeper',
    outcome: 'note',
    purpose: 'a person has a second',
    within: '1 second',
    escalateTo: 'chief',
    onExpired: goTo('unattended'),
  },
  tidied: { kind: 'end', purpose: 'all is well' },
  'given-up': { kind: 'end', purpose: 'the agent did not conclude' },
  'no-model': { kind: 'end', purpose: 'no model answered' },
  refused: { kind: 'end', purpose: 'a person said no' },
  unattended: { kind: 'end', purpose: 'nobody came' },
});

export interface ShelfInput {
  marker?: string;
  item?: string;
  amount?: string;
  also?: string;
}

const handlers = {
  help: async (
    step: Parameters<Parameters<typeof shelfMap.implement>[0]>[0],
    _input: unknown,
    diverted: { reason: string },
  ) => {
    const { note } = await step.ask('help', { title: 'Help', details: diverted });
    return step.end('tidied', note);
  },
};

export const shelfAgentRun = shelfMap.implement(async (step, input: ShelfInput) => {
  const { note } = await step.reason('tidy', input);
  return step.end('tidied', note);
}, handlers);

export const shelfAdvice = shelfMap.implement(async (step, input: ShelfInput) => {
  const { note } = await step.reason('advise', input);
  return step.end('tidied', note);
}, handlers);

export const shelfStore = shelfMap.implement(async (step, { item = 'a', amount = '1' }: ShelfInput) => {
  step.decide('kind', Number(amount) > 100 ? 'large' : 'small', amount);
  const { id } = await step.call('store', { item, amount });
  return step.end('tidied', `stored as ${id}`);
}, handlers);

export const shelfGet = shelfMap.implement(async (step, { item = 'a' }: ShelfInput) => {
  const found = await step.call('get', { item, bytes: 10 });
  return step.end('tidied', found.text);
}, handlers);

export const shelfGetOrWait = shelfMap.implement(async (step, { item = 'a' }: ShelfInput) => {
  const found = await step.call('get-or-wait', { item, bytes: 10 });
  return step.end('tidied', found.text);
}, handlers);

export const shelfGetOrNot = shelfMap.implement(async (step, { item = 'a' }: ShelfInput) => {
  const found = await step.call('get-or-not', { item, bytes: 10 });
  return step.end('tidied', found ? found.text : 'nothing');
}, handlers);

export const shelfGetOrOld = shelfMap.implement(async (step, { item = 'a' }: ShelfInput) => {
  const found = await step.call('get-or-old', { item, bytes: 10 });
  return step.end('tidied', found ? found.text : 'nothing');
}, handlers);

export const shelfPush = shelfMap.implement(async (step, { item = 'a' }: ShelfInput) => {
  const { id } = await step.call('push', { item });
  return step.end('tidied', id);
}, handlers);

export const shelfPut = shelfMap.implement(async (step, { item = 'a' }: ShelfInput) => {
  const { id } = await step.call('put', { item });
  return step.end('tidied', id);
}, handlers);

export const shelfHurried = shelfMap.implement(async (step) => {
  const { note } = await step.ask('hurried', { title: 'Quick', details: null });
  return step.end('tidied', note);
}, handlers);

export { watchSystem } from '../../../src/workflows/watch-system';
