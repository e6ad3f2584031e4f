import { defineMap, goTo, park } from '../../../src/workflows/engine/map';
import type { lookupAgent, queuedAgent } from './lookup-agent';

const steps = {
  look: {
    kind: 'agent',
    tools: ['lookup'],
    outcome: 'note',
    purpose: 'look the items up one by one, then answer',
    onExhausted: goTo('given-up'),
    onUnavailable: park(),
  },
  answered: { kind: 'end', purpose: 'all was looked up' },
  'given-up': { kind: 'end', purpose: 'the agent did not conclude' },
} as const;

export const lookupMap = defineMap<typeof lookupAgent>('lookup')(steps);
export const queuedMap = defineMap<typeof queuedAgent>('queued-lookup')(steps);

export const lookup = lookupMap.implement(async (step, input: { task: string }) => {
  const { note } = await step.reason('look', input);
  return step.end('answered', note);
}, {});

export const queuedLookup = queuedMap.implement(async (step, input: { task: string }) => {
  const { note } = await step.reason('look', input);
  return step.end('answered', note);
}, {});

export { watchSystem } from '../../../src/workflows/watch-system';
