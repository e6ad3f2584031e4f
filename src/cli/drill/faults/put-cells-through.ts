import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { look } from '../look';
import { createClient } from '../../../../client';
import type { Rule } from '../../../../standins/fault-proxy/fault';
import { startFaultProxy } from '../../../../standins/fault-proxy/start-fault-proxy';
import type { FaultProxy } from '../../../../standins/fault-proxy/start-fault-proxy';
import { unparkSignal } from '../../../contracts/messages';
import type { Start } from '../../up/start';
import type { DrillStack, Lane, LaneWorker } from '../start-drill-stack';
import { startDrilled } from '../start-drilled';
import { down } from './fault-classes';
import type { Cell } from './make-cells';
import type { SystemName } from './targets';

interface Options {
  stack: DrillStack;
  start: Start;
  tenant: string;
  downMs: number;
  onEnded: () => void;
}

export interface ProxiedLane extends Lane {
  proxies: Readonly<Record<SystemName, FaultProxy>>;
}

const LOOK_EVERY_MS = 200;
const GIVEN_UP_AFTER_MS = 10 * 60_000;

/** A worker that finds each system behind a proxy of its own. */
export async function openProxiedLane(
  { stack, start }: Pick<Options, 'stack' | 'start'>,
  { seed, worker }: { seed: number; worker: LaneWorker },
): Promise<ProxiedLane> {
  const proxies = {
    erp: await startFaultProxy({ target: stack.erp.url, seed }),
    mailbox: await startFaultProxy({ target: stack.mailbox.smtpUrl, seed }),
    anthropic: await startFaultProxy({ target: stack.model.url, seed }),
  };
  start.closing.add('the proxies', () => Promise.all(Object.values(proxies).map((proxy) => proxy.close())));
  const { erp, mailbox, anthropic } = proxies;
  const urls = { erp: erp.url, mailbox: mailbox.url, anthropic: anthropic.url };
  return { proxies, ...(await stack.openLane({ worker, urls })) };
}

/** Puts cells through the workflow, so many at once, and waits for their ends. */
export async function putCellsThrough(
  { proxies, gatewayUrl, workerStopped }: ProxiedLane,
  cells: readonly Cell[],
  atOnce: number,
  options: Options,
): Promise<void> {
  const { start, tenant } = options;
  for (const [system, proxy] of Object.entries(proxies))
    proxy.set(cells.filter(({ target }) => target.system === system).map((cell) => ruleFor(cell, options)));
  const client = createClient({ url: gatewayUrl, as: 'starter' });

  const next = cells.values();
  const oneByOne = async (): Promise<void> => {
    for (const cell of next) {
      start.signal.throwIfAborted();
      const given = { document: cell.document(), filename: `${cell.number}.xml`, tenant };
      const { run, workflowId } = await startDrilled(client, { workflow: 'invoice-exceptions', ...given });
      Object.assign(cell, { run, workflowId });
      await untilEnded(cell, options);
      cell.lifted = true;
      options.onEnded();
    }
  };
  const all = Promise.all(Array.from({ length: atOnce }, oneByOne));
  await Promise.race([all, workerStopped.then(() => new Promise<never>(() => undefined))]);
}

function ruleFor(cell: Cell, { stack, downMs }: Options): Rule {
  const { target, faultClass, number, deal } = cell;
  const { strikes } = faultClass.on[target.met];
  const drafts = (): string[] => stack.erp.books().drafts.flatMap((draft) => (draft.number === number ? draft.id : []));
  const trace = { number, deal, drafts, run: () => cell.run };
  const skipped = target.after ?? 0;
  let met = 0;
  return {
    fault: faultClass.fault({ timeoutMs: target.timeoutMs, downMs }),
    when: (request) => {
      if (cell.lifted || !target.fits(request, trace)) return false;
      met += 1;
      if (met <= skipped || (strikes !== 'lasting' && cell.strikes >= strikes)) return false;
      cell.strikes += 1;
      cell.overAt = performance.now() + (faultClass === down ? downMs : 0);
      return true;
    },
  };
}

/** A parked run is woken once the fault is over: which a lasting one is when the run is parked. */
async function untilEnded(cell: Cell, { stack, start, downMs }: Options): Promise<void> {
  const givenUp = performance.now() + GIVEN_UP_AFTER_MS + downMs;
  while (performance.now() < givenUp) {
    const rows = await look<{ status: string; step: string; end: string | null }>(
      stack.ledger,
      'select status, step, run_end as end from runs where id = $1',
      [cell.run],
    );
    const [row] = rows;
    if (row?.status === 'ended') {
      cell.end = row.end ?? '';
      return;
    }
    if (row?.status === 'parked') {
      if (row.step === cell.target.step) cell.lifted = true;
      if (performance.now() > (cell.overAt ?? 0)) await wake(stack.temporal, cell);
    }
    await wait(LOOK_EVERY_MS);
    start.signal.throwIfAborted();
  }
}

async function wake(temporal: Client, { workflowId }: Cell): Promise<void> {
  if (workflowId) await temporal.workflow.getHandle(workflowId).signal(unparkSignal);
}
