import type { NewEntry } from '../../contracts/entry';
import type { Attempt } from '../attempt';
import type { Transcript } from './transcript';

export function cheaperEntry({ step, visit }: { step: string; visit: number }, model: string): NewEntry {
  const how = `with ${model}, as a budget does not afford a dearer model`;
  return { source: `${step}.${visit}:cheaper`, kind: 'degraded', step, header: { how } };
}

export function failed(
  attempt: Attempt,
  step: string,
  transcript: Transcript,
  model: string,
  error: { class: string; code?: string | undefined },
  ms: number,
): NewEntry {
  return {
    source: `${attempt.id}:${transcript.turns + 1}:failed:${error.class}:${attempt.epoch}`,
    kind: 'model-failed',
    step,
    header: { model, class: error.class, code: error.code ?? '', ms: Math.round(ms) },
  };
}
