import { condition } from '@temporalio/workflow';
import type { Headers } from '../../contracts/entry';
import type { Json } from '../../contracts/json';
import { ledger } from './proxies';
import type { RunState } from './run-state';

const FIRST_LOOK_MS = 60_000;
const LAST_LOOK_MS = 3_600_000;

/** Waits durably until the run is woken, or looks for itself: after a minute, then less often, up to hourly, spread by jitter. */
export function parkRun(state: RunState, step: string, system: string): Promise<void> {
  return park(state, step, { as: { system }, why: null, waiting: `for ${system} to be back`, summary: system });
}

/** The same until a halt is lifted. A halt is nobody's failure: what was asked for is asked for again. */
export function waitForResume(
  state: RunState,
  step: string,
  { halt, why }: { halt: number; why: string },
): Promise<void> {
  return park(state, step, { as: { system: '', halt }, why: { why }, waiting: `halted: ${why}`, summary: 'halted' });
}

async function park(
  state: RunState,
  step: string,
  { as, why, waiting, summary }: { as: Headers['parked']; why: Json; waiting: string; summary: string },
): Promise<void> {
  const seen = state.unparked; // before anything is awaited: a wake-up in between counts
  state.journal.note('parked', step, as, why);
  state.report.show({ status: 'parked', waiting });
  state.report.index();
  await state.send((position) => ledger.record(`${step} · parked`)({ position }));
  const look = Math.min(LAST_LOOK_MS, FIRST_LOOK_MS * 2 ** state.parkings++);
  await condition(() => state.unparked > seen, Math.round(look * (0.8 + 0.4 * Math.random())), {
    summary: `${step} · parked: ${summary}`,
  });
  state.journal.note('unparked', step, { system: as.system });
  state.report.show({ status: 'running' });
}
