// Needs a Temporal dev server and PostgreSQL (stack). `GRAPHS=500 npx jest test/workflows/delegation-graphs.test.ts` runs 500 graphs.
import { decidedSignal } from '../../src/contracts/messages';
import type { ApprovalId } from '../../src/contracts/ids';
import { snapshot } from '../../src/ledger/verify-session';
import { verifyLedger } from '../../src/ledger/verify-ledger';
import { seededRandom } from '../../src/statistics/seeded-random';
import { clerks } from '../helpers/clerks/agents';
import { NAMES } from '../helpers/clerks/names';
import type { Task } from '../helpers/clerks/names';
import { clerkMaps } from '../helpers/clerks/workflows';
import { startEngine } from '../helpers/engine';
import type { Engine } from '../helpers/engine';

const GRAPHS = Number(process.env['GRAPHS'] ?? 40);
const AT_ONCE = 12;
const SEED = 20261122;

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine([]);
  const workflows = { path: require.resolve('../helpers/clerks/workflows'), agents: clerks, maps: clerkMaps };
  await engine.startWorker({ workflows });
});
afterAll(() => engine.close());

const random = seededRandom(SEED);
const below = (n: number): number => Math.floor(random() * n);
const one = <T>(of: readonly T[]): T => of[below(of.length)]!;

/** Up to three tasks; the deeper, the fewer hand work on. Few things to act on, so that many want the same. */
function plan(depth: number): Task[] {
  return Array.from({ length: 1 + below(2) }, (_, n): Task => {
    if (depth >= 7 || random() < 0.25 + 0.12 * depth) return { put: `item-${depth}-${n}` };
    const objects = Array.from({ length: below(3) }, () => `thing:${below(5)}`);
    return { to: one(NAMES), objects, plan: plan(depth + 1) };
  });
}

/** Whoever is asked anything says that it is right. Ends once nothing is open and `over` says so. */
async function keeper(over: () => boolean): Promise<void> {
  const asked = new Set<string>();
  while (!over()) {
    const { rows } = await engine.ledger.pool.query<{ id: ApprovalId }>(
      `select id from approvals where status = 'open'`,
    );
    for (const { id } of rows.filter((row) => !asked.has(row.id))) {
      asked.add(id);
      const by = { issuer: 'local', subject: 'keeper' };
      const given = { approval: id, by, decision: 'answer', reason: '', answer: { note: 'right' } } as const;
      const { workflowId } = await engine.decide(given);
      await engine.client.workflow.getHandle(workflowId).signal(decidedSignal, { approval: id });
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

it(`${GRAPHS} random graphs of delegation, many at once: all end, and nothing is left behind`, async () => {
  const graphs = Array.from({ length: GRAPHS }, () => ({ name: one(NAMES), plan: plan(1) }));
  const ends: string[] = [];
  let over = false;
  const keeping = keeper(() => over);
  const lane = async (): Promise<void> => {
    for (let graph = graphs.pop(); graph; graph = graphs.pop()) {
      const type = `clerk${graph.name.slice(-1).toUpperCase()}`;
      const { result } = await engine.start(type, { plan: graph.plan } as object);
      ends.push((await result()).end);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  over = true;
  await keeping;

  expect(ends).toHaveLength(GRAPHS);
  const count = async (what: string): Promise<number> =>
    (await engine.ledger.pool.query<{ n: number }>(`select count(*)::int as n from ${what}`)).rows[0]!.n;
  const delegated = await count(`entries where kind = 'delegated'`);
  expect(await count(`entries where kind = 'delegation-ended'`)).toBe(delegated);
  expect(await count(`runs where id <> '_operations'`)).toBe(GRAPHS + delegated);
  expect(await count(`runs where run_end is null and id <> '_operations'`)).toBe(0);
  expect(await count(`leases l where lease_is_held(l)`)).toBe(0);
  const reasons = `entries where kind = 'path-taken' and header::jsonb->>'exception' =`;
  const [refused, conflicts] = [await count(`${reasons} 'onRefused'`), await count(`${reasons} 'onConflict'`)];
  process.stderr.write(`${GRAPHS} graphs: ${delegated} runs below, ${refused} refused, ${conflicts} conflicts\n`);
  expect(delegated).toBeGreaterThan(GRAPHS / 2);
  expect(refused).toBeGreaterThan(0);
  const open = engine.client.workflow.list({
    query: `ExecutionStatus = 'Running' and WorkflowType STARTS_WITH 'clerk'`,
  });
  for await (const { workflowId } of open) throw new Error(`${workflowId} is still open`);
  const report = await snapshot(engine.ledger, (client) => verifyLedger(client, {}));
  expect(report.findings).toEqual([]);
}, 1_800_000);
