import type { Client } from '@temporalio/client';
import { within } from '../integrations/within';
import type { Ledger } from '../ledger/ledger';

/** Whether what every run needs answers. It names nothing: anybody may ask. */
export interface Readiness {
  ready: boolean;
  ledger: 'answers' | 'does not answer';
  temporal: 'answers' | 'does not answer';
}

const WITHIN_MS = 2_000;

export async function readiness({ ledger, temporal }: { ledger: Ledger; temporal: Client }): Promise<Readiness> {
  const answers = (ask: () => Promise<unknown>): Promise<boolean> =>
    within(WITHIN_MS, undefined, (signal) => Promise.race([ask(), aborted(signal)])).then(
      () => true,
      () => false,
    );
  const [ledgerAnswers, temporalAnswers] = await Promise.all([
    answers(() => ledger.pool.query('select 1')),
    answers(() =>
      temporal.connection.withDeadline(Date.now() + WITHIN_MS, () => temporal.workflowService.getSystemInfo({})),
    ),
  ]);
  const word = (yes: boolean): Readiness['ledger'] => (yes ? 'answers' : 'does not answer');
  return { ready: ledgerAnswers && temporalAnswers, ledger: word(ledgerAnswers), temporal: word(temporalAnswers) };
}

/** A driver that waits for a connection knows nothing of signals. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );
}
