import { and, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Ledger } from './ledger';
import { OPERATIONS } from './operations';
import type { Place } from './place';
import { tellerOf } from './reader';
import { runs } from './schema';

export type RunRecord = Omit<typeof runs.$inferSelect, 'starter'>;

export interface RunFilter {
  tenants?: readonly string[] | undefined;
  status?: RunRecord['status'] | undefined;
  limit: number;
  after?: Place | undefined;
}

/** Newest first, a page at a time; runs that start meanwhile do not shift the pages. */
export async function listRuns(ledger: Ledger, filter: RunFilter): Promise<{ runs: RunRecord[]; next: Place | null }> {
  const { tenants, status, limit, after } = filter;
  const rows = await ledger.db
    .select({ run: runs, startedAt: sql<string>`${runs.startedAt}::text` })
    .from(runs)
    .where(
      and(
        ne(runs.id, OPERATIONS),
        tenants ? inArray(runs.tenant, [...tenants]) : undefined,
        status ? eq(runs.status, status) : undefined,
        after
          ? sql`(${runs.startedAt} < ${after.at}::timestamptz or (${runs.startedAt} = ${after.at}::timestamptz and ${runs.id} > ${after.id}))`
          : undefined,
      ),
    )
    .orderBy(desc(runs.startedAt), runs.id)
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    runs: await Promise.all(page.map(({ run }) => toRecord(ledger, run))),
    next: rows.length > limit && last ? { at: last.startedAt, id: last.run.id } : null,
  };
}

export async function readRun(ledger: Ledger, id: string): Promise<RunRecord | undefined> {
  const [row] = await ledger.db.select().from(runs).where(eq(runs.id, id));
  return row && toRecord(ledger, row);
}

/** How many there are, those that were erased left out. */
export async function countRuns(ledger: Ledger): Promise<number> {
  const { rows } = await ledger.pool.query<{ count: number }>(
    `select count(*)::int as count from runs r where r.id !~ '^_' and not exists (select 1 from erasures e where e.run = r.id)`,
  );
  return rows[0]!.count;
}

/** By workflow id, the runs and tenants of those of these workflows that are runs. */
export async function runsOf(
  ledger: Ledger,
  workflowIds: readonly string[],
): Promise<Map<string, { run: string; tenant: string }>> {
  if (workflowIds.length === 0) return new Map();
  const { id, workflowId, tenant } = runs;
  const rows = await ledger.db
    .select({ run: id, workflowId, tenant })
    .from(runs)
    .where(inArray(workflowId, [...new Set(workflowIds)]));
  return new Map(rows.map(({ workflowId: of, ...row }) => [of, row]));
}

/** Those of these executions in Temporal that are runs, in the same order. */
export async function runsInTemporal(
  ledger: Ledger,
  executions: readonly { workflowId: string; temporalRun: string }[],
  tenants?: readonly string[],
): Promise<RunRecord[]> {
  if (executions.length === 0) return [];
  const rows = await ledger.db
    .select()
    .from(runs)
    .where(
      and(
        inArray(
          runs.workflowId,
          executions.map(({ workflowId }) => workflowId),
        ),
        tenants ? inArray(runs.tenant, [...tenants]) : undefined,
      ),
    );
  const byExecution = new Map(rows.map((row) => [row.temporalRun, row]));
  const found = executions.flatMap(({ temporalRun }) => byExecution.get(temporalRun) ?? []);
  return Promise.all(found.map((row) => toRecord(ledger, row)));
}

async function toRecord(ledger: Ledger, { starter: _, ...run }: typeof runs.$inferSelect): Promise<RunRecord> {
  return { ...run, name: (await tellerOf(ledger, run.id)).text('name', run.name) };
}
