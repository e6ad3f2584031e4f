import type { Json } from '../../contracts/json';
import type { MapStep } from '../../contracts/map';
import { askPeople } from './gate';
import type { RunState } from './run-state';

/** A person's step: the task is put to the role, and the answer is the step's outcome. The gateway has checked it against the schema. */
export async function askStep(
  state: RunState,
  name: string,
  task: { title: string; details: unknown },
): Promise<Json | undefined> {
  const step = state.map.steps[name] as Extract<MapStep, { kind: 'human' }>;
  state.enter(name, 'human');
  for (;;) {
    const answer = await askPeople(state, {
      gate: 'task',
      step: name,
      role: step.role,
      within: step.within,
      ...(step.escalateTo ? { escalateTo: step.escalateTo } : {}),
      body: { title: task.title, details: task.details as Json, outcome: step.outcome },
    });
    if (answer.type === 'expired')
      return state.leave(name, 'onExpired', step.onExpired, `Nobody answered within ${step.within}.`);
    if (answer.decision === 'answer') return answer.answer ?? null;
  }
}
