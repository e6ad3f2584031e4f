import type { NewEntry } from '../../src/contracts/entry';
import type { ApprovalId, CallId, RunId } from '../../src/contracts/ids';
import { append } from '../../src/ledger/append';
import { digestOf } from '../../src/ledger/digest-of';
import type { Ledger } from '../../src/ledger/ledger';
import { registerRun } from '../../src/ledger/register-run';

const STARTER = 'local|starter';
const AT_ONCE = 16;
const fence = { temporalRun: 'first', wave: 1, activity: '1', epoch: 1 };
const ROLES = ['ap-lead', 'controller', 'ap-clerk'];
const HOUR_MS = 3_600_000;

/** Runs as the engine leaves them, by the ledger's own way in: `finished` ones that have ended, and `waiting` ones that ask for a posting. */
export async function seedRuns(
  ledger: Ledger,
  { finished, waiting }: { finished: number; waiting: number },
  say: (line: string) => void,
): Promise<void> {
  const total = finished + waiting;
  const each = Math.round(total / waiting); // how many runs there are for one that waits
  let next = 0;
  let said = Date.now();
  const work = async (): Promise<void> => {
    for (let n = next++; n < total; n = next++) {
      await seedRun(ledger, n, n % each === 0 && n / each < waiting);
      if (Date.now() - said < 2_000) continue;
      said = Date.now();
      say(`${n} of ${total} runs are in the ledger`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await ledger.pool.query('vacuum analyze');
}

async function seedRun(ledger: Ledger, n: number, waits: boolean): Promise<void> {
  const id = `run_bench${String(n).padStart(17, '0')}` as RunId;
  const workflowId = `invoice-${id.slice(-12)}`;
  const temporalRun = fence.temporalRun;
  await registerRun(ledger, {
    ...{ id, tenant: 'default', starter: STARTER, temporalRun, workflow: 'invoiceExceptions', workflowId },
    name: `invoice-supplier-${n % 997}-${n}`,
  });
  await append(ledger, id, fence, [begun(workflowId), ...(waits ? asked(id, n) : ended(n))]);
}

function begun(workflowId: string): NewEntry {
  return {
    source: 'begin',
    kind: 'run-started',
    step: null,
    header: {
      workflow: 'invoiceExceptions',
      workflowId,
      tenant: 'default',
      agent: 'invoice-exceptions',
      agentVersion: 1,
    },
    body: { starter: STARTER, input: { document: `sha256:${'0'.repeat(64)}` } },
  };
}

function ended(n: number): NewEntry[] {
  const end = n % 5 === 0 ? 'short-paid' : 'posted';
  return [
    { source: 'w:0', kind: 'step-entered', step: 'post', header: { visit: 1, kind: 'system' } },
    { source: 'w:1', kind: 'run-ended', step: end, header: { end }, body: { end, summary: `Voucher ${n}` } },
  ];
}

function asked(run: RunId, n: number): NewEntry[] {
  const call = 'post.1.0.0' as CallId;
  const approval = `${run}.1.1` as ApprovalId;
  const args = { supplier: `V-${n % 997}`, number: `R-${n}`, amount: `${(n * 37) % 90_000}.00`, currency: 'EUR' };
  const due = new Date(Date.now() + (n % 72) * HOUR_MS).toISOString();
  const digest = digestOf(args);
  const header = {
    approval,
    gate: 'approval',
    role: ROLES[n % ROLES.length]!,
    tool: 'postInvoice',
    digest,
    due,
  } as const;
  const shown = { rule: 'over-limit', tool: 'postInvoice', origin: { seq: 3 }, call };
  return [
    { source: 'w:0', kind: 'step-entered', step: 'post', header: { visit: 1, kind: 'system' } },
    { source: 'w:1', kind: 'call-asked', step: 'post', header: { call, tool: 'postInvoice' }, body: args },
    { source: 'w:2', kind: 'approval-asked', step: 'post', header, body: { title: `Post ${args.number}`, ...shown } },
  ];
}
