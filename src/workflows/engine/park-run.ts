import { condition, patched, workflowInfo } from '@temporalio/workflow';
import type { Headers } from '../../contracts/entry';
import type { Json } from '../../contracts/json';
import { systemKey } from '../../contracts/system-key';
import { ledger } from './proxies';
import type { RunState } from './run-state';

const FIRST_LOOK_MS = 60_000;
const LAST_LOOK_MS = 3_600_000;

/** Waits durably until the system's watch releases the run. Looks for itself hourly, spread by jitter, should nobody wake it. */
export function parkRun(state: RunState, step: string, name: string): Promise<void> {
  const system = systemKey(name, workflowInfo().taskQueue);
  const lookAfter = patched('watched-systems') ? LAST_LOOK_MS : lessOften(state);
  return park(state, step, {
    ...{ as: { system }, why: null, waiting: `for ${name} to be back`, summary: system, lookAfter },
  });
}

/** The same until a halt is lifted. A halt is nobody's failure: what was asked for is asked for again. */
export function waitForResume(
  state: RunState,
  step: string,
  { halt, why }: { halt: number; why: string },
): Promise<void> {
  return park(state, step, {
    ...{ as: { system: '', halt }, why: { why }, waiting: `halted: ${why}`, summary: 'halted' },
    lookAfter: lessOften(state),
  });
}

/** Until the step's model call has come back from its batch, or has waited long enough. Nothing is wrong, so nothing is recorded. */
export async function waitForBatch(state: RunState, step: string, forMs: number, woken: number): Promise<void> {
  state.report.show({ status: 'waiting', waiting: 'for its batch' });
  state.report.index();
  await condition(() => state.unparked > woken, forMs, { summary: `${step} · batch` });
  state.report.show({ status: 'running' });
}

/** After a minute, then less often, up to hourly. */
function lessOften(state: RunState): number {
  return Math.min(LAST_LOOK_MS, FIRST_LOOK_MS * 2 ** state.parkings++);
}

async function park(
  state: RunState,
  step: string,
  {
    as,
    why,
    waiting,
    summary,
    lookAfter,
  }: { as: Headers['parked']; why: Json; waiting: string; summary: string; lookAfter: number },
): Promise<void> {
  const seen = state.unparked; // before anything is awaited: a wake-up in between counts
  state.journal.note('parked', step, as, why);
  state.report.show({ status: 'parked', waiting });
  state.report.index();
  await state.send((position) => ledger.record(`${step} · parked`)({ position }));
  await condition(() => state.unparked > seen, Math.round(lookAfter * (0.8 + 0.4 * Math.random())), {
    summary: `${step} · parked: ${summary}`,
  });
  state.journal.note('unparked', step, { system: as.system });
  state.report.show({ status: 'running' });
}
