import { askForMore, cheaper, defineMap, goTo } from '../../../src/workflows/engine/map';
import type { thriftyAgent } from './thrifty-agent';

const step = {
  kind: 'agent',
  tools: ['look'],
  outcome: 'note',
  purpose: 'tidy the shelf',
  onExhausted: goTo('given-up'),
  onUnavailable: goTo('given-up'),
} as const;

/** A step for each path over a budget that is used up. */
export const thriftyMap = defineMap<typeof thriftyAgent>('thrift')({
  plain: step,
  asking: { ...step, onBudget: askForMore({ usd: '0.50', role: 'controller', within: '1 day' }) },
  frugal: { ...step, onBudget: cheaper() },
  leaving: { ...step, onBudget: goTo('broke') },
  tidied: { kind: 'end', purpose: 'all is well' },
  'given-up': { kind: 'end', purpose: 'the agent did not conclude' },
  broke: { kind: 'end', purpose: 'there is no money left' },
});

interface Input {
  marker: string;
}

export const plain = thriftyMap.implement(async (steps, input: Input) => {
  const { note } = await steps.reason('plain', input);
  return steps.end('tidied', note);
}, {});

export const asking = thriftyMap.implement(async (steps, input: Input) => {
  const { note } = await steps.reason('asking', input);
  return steps.end('tidied', note);
}, {});

export const frugal = thriftyMap.implement(async (steps, input: Input) => {
  const { note } = await steps.reason('frugal', input);
  return steps.end('tidied', note);
}, {});

export const leaving = thriftyMap.implement(async (steps, input: Input) => {
  const { note } = await steps.reason('leaving', input);
  return steps.end('tidied', note);
}, {});

export { watchSystem } from '../../../src/workflows/watch-system';
