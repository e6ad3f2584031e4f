import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '../../../client';
import type { HostileCase, HostileCases } from '../../../standins/supplier/make-cases';
import type { Ledger } from '../../ledger/ledger';
import { look } from './look';
import { startDrilled } from './start-drilled';

export interface DrilledRun {
  run: string;
  given: HostileCase;
  /** Null where it did not come to one in time. */
  end: string | null;
}

interface Options {
  ledger: Ledger;
  gatewayUrl: string;
  tenant: string;
  signal: AbortSignal;
  onStarted: (run: string, given: HostileCase) => void;
  onEnded: (run: DrilledRun) => void;
}

/** So many groups of cases go through at once. */
const LANES = 20;
const LOOK_EVERY_MS = 150;
const GIVEN_UP_AFTER_MS = 5 * 60_000;

/** Puts the cases through the workflow, by the gateway as any other service would, and waits for their ends. */
export async function putCasesThrough(groups: HostileCases['groups'], options: Options): Promise<DrilledRun[]> {
  const { ledger, signal, tenant } = options;
  const client = createClient({ url: options.gatewayUrl, as: 'starter' });
  const awaited = new Map<string, (end: string) => void>();
  const done: DrilledRun[] = [];

  const through = async (given: HostileCase): Promise<void> => {
    const { filename } = given;
    const sent = { workflow: 'invoice-exceptions', document: given.document(), filename, tenant };
    const { run } = await startDrilled(client, sent);
    options.onStarted(run, given);
    const ended = new Promise<string>((resolve) => awaited.set(run, resolve));
    const givingUp = new AbortController();
    const late = wait(GIVEN_UP_AFTER_MS, null, { signal: givingUp.signal }).catch(() => null);
    const end = await Promise.race([ended, late]);
    givingUp.abort();
    awaited.delete(run);
    done.push({ run, given, end });
    options.onEnded(done.at(-1)!);
  };

  const next = groups.values();
  const lane = async (): Promise<void> => {
    for (const { cases, atOnce } of next) {
      if (signal.aborted) return;
      if (atOnce) await Promise.all(cases.map(through));
      else for (const each of cases) await through(each);
    }
  };
  const over = new AbortController();
  const looking = (async () => {
    while (!over.signal.aborted) {
      const rows = await look<{ id: string; end: string }>(
        ledger,
        `select id, run_end as end from runs where id = any($1) and status = 'ended'`,
        [[...awaited.keys()]],
      );
      for (const { id, end } of rows) awaited.get(id)?.(end);
      await wait(LOOK_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
    }
  })();
  try {
    await Promise.race([Promise.all(Array.from({ length: LANES }, lane)), looking, aborted(signal)]);
  } finally {
    over.abort();
    await looking.catch(() => undefined);
  }
  return done;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
