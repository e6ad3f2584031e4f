import { condition } from '@temporalio/workflow';
import { ledger } from './proxies';
import type { RunState } from './run-state';

const FIRST_LOOK_MS = 60_000;
const LAST_LOOK_MS = 3_600_000;

/** Waits durably until the run is woken, or looks for itself: after a minute, then less often, up to hourly, spread by jitter. */
export async function parkRun(state: RunState, step: string, system: string): Promise<void> {
  const seen = state.unparked; // before anything is awaited: a wake-up in between counts
  state.journal.note('parked', step, { system });
  state.report.show({ status: 'parked', waiting: `for ${system} to be back` });
  state.report.index();
  await state.send((position) => ledger.record(`${step} · parked`)({ position }));
  const look = Math.min(LAST_LOOK_MS, FIRST_LOOK_MS * 2 ** state.parkings++);
  await condition(() => state.unparked > seen, Math.round(look * (0.8 + 0.4 * Math.random())), {
    summary: `${step} · parked: ${system}`,
  });
  state.journal.note('unparked', step, { system });
  state.report.show({ status: 'running' });
}
