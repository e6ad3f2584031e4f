import { defineMap, goTo } from '../../../src/workflows/engine/map';
import type { patientAgent } from './patient-agent';

const step = {
  kind: 'agent',
  tools: [],
  outcome: 'note',
  purpose: 'classify',
  models: ['claude-haiku-5-5'],
  onExhausted: goTo('given-up'),
  onUnavailable: goTo('given-up'),
} as const;

/** One step that needs a single model call, by how long it can wait. */
export const patientMap = defineMap<typeof patientAgent>('patience')({
  patient: { ...step, patience: '12 hours' },
  'less-patient': { ...step, patience: '14 seconds' },
  hasty: { ...step, patience: '1 second' },
  told: { kind: 'end', purpose: 'it was classified' },
  'given-up': { kind: 'end', purpose: 'the agent did not conclude' },
});

interface Input {
  marker: string;
}

export const patient = patientMap.implement(async (steps, input: Input) => {
  const { note } = await steps.reason('patient', input);
  return steps.end('told', note);
}, {});

export const lessPatient = patientMap.implement(async (steps, input: Input) => {
  const { note } = await steps.reason('less-patient', input);
  return steps.end('told', note);
}, {});

export const hasty = patientMap.implement(async (steps, input: Input) => {
  const { note } = await steps.reason('hasty', input);
  return steps.end('told', note);
}, {});

export { submitBatches } from '../../../src/workflows/submit-batches';
export { watchSystem } from '../../../src/workflows/watch-system';
