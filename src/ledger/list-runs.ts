import { and, desc, eq, ne, sql } from 'drizzle-orm';
import type { Ledger } from './ledger';
import { OPERATIONS } from './operations';
import { runs } from './schema';

export type RunRecord = typeof runs.$inferSelect;

/** A place in the list: the start of a run, to the microsecond, and its id. */
export interface RunCursor {
  startedAt: string;
  id: string;
}

/** Newest first, a page at a time; runs that start meanwhile do not shift the pages. */
export async function listRuns(
  ledger: Ledger,
  filter: { status?: RunRecord['status']; limit: number; after?: RunCursor },
): Promise<{ runs: RunRecord[]; next: RunCursor | null }> {
  const { status, limit, after } = filter;
  const rows = await ledger.db
    .select({ run: runs, startedAt: sql<string>`${runs.startedAt}::text` })
    .from(runs)
    .where(
      and(
        ne(runs.id, OPERATIONS),
        status ? eq(runs.status, status) : undefined,
        after
          ? sql`(${runs.startedAt} < ${after.startedAt}::timestamptz or (${runs.startedAt} = ${after.startedAt}::timestamptz and ${runs.id} > ${after.id}))`
          : undefined,
      ),
    )
    .orderBy(desc(runs.startedAt), runs.id)
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    runs: page.map(({ run }) => run),
    next: rows.length > limit && last ? { startedAt: last.startedAt, id: last.run.id } : null,
  };
}

export async function readRun(ledger: Ledger, id: string): Promise<RunRecord | undefined> {
  const [row] = await ledger.db.select().from(runs).where(eq(runs.id, id));
  return row;
}
