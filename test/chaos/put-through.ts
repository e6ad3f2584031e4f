import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { createClient } from '../../client';
import type { Ledger } from '../../src/ledger/ledger';
import type { Case } from './cases';
import type { World } from './world';

export interface Started {
  run: string;
  workflowId: string;
  given: Case;
}

interface Options {
  /** No more at once. */
  atOnce: number;
  /** Whether another may begin, has to wait, or none will any more. */
  next: (begun: number) => 'go' | 'wait' | 'stop';
  /** Where what was started is added. */
  started: Started[];
}

const LOOK_EVERY_MS = 150;

/** Starts a run of each case through the gateway, and asks again under the same key until it is told which it is. */
export async function putThrough(
  { ledger, urls }: World,
  cases: readonly Case[],
  { atOnce, next, started }: Options,
): Promise<void> {
  const client = createClient({ url: urls.gateway, as: 'starter' });
  const start = async (given: Case): Promise<void> => {
    for (;;) {
      try {
        const input = { document: given.document(), filename: `${given.number}.xml` };
        const { run, workflowId } = await client.start('invoice-exceptions', input, { idempotencyKey: given.number });
        return void started.push({ run, workflowId, given });
      } catch {
        await wait(300); // the gateway is away
      }
    }
  };
  const starting = new Set<Promise<void>>();
  let begun = 0;
  while (begun < cases.length && next(begun) !== 'stop') {
    const open = (await countOpen(ledger)) ?? atOnce;
    for (let room = atOnce - open - starting.size; room > 0 && begun < cases.length && next(begun) === 'go'; room--) {
      const one = start(cases[begun++]!).finally(() => starting.delete(one));
      starting.add(one);
    }
    await wait(LOOK_EVERY_MS);
  }
  await Promise.all(starting);
}

/** Until every run has ended, or none has for `patienceMs`. */
export async function untilEnded({ ledger, temporal }: World, patienceMs: number): Promise<void> {
  let last: number | undefined;
  for (let since = Date.now(); Date.now() - since < patienceMs; await wait(LOOK_EVERY_MS)) {
    const open = (await countOpen(ledger)) || (await running(temporal));
    if (open === 0) return;
    if (open !== last) [last, since] = [open, Date.now()];
  }
}

/** An end is in the ledger before it is Temporal's. */
async function running(temporal: Client): Promise<number | undefined> {
  const { count } = await temporal.workflow.count(`ExecutionStatus = 'Running' and WorkflowType = 'invoiceExceptions'`);
  return count;
}

/** How many runs have not ended; undefined while the ledger does not answer. */
export async function countOpen({ pool }: Ledger): Promise<number | undefined> {
  return pool
    .query<{ open: number }>(`select count(*)::int as open from runs where status <> 'ended'`)
    .then(({ rows }) => rows[0]!.open)
    .catch(() => undefined);
}
