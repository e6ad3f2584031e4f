import type { ClientBase } from 'pg';
import { BudgetsCheck } from './verify-budgets';
import type { Coverage } from './verify-coverage';
import { findAlteredDocuments } from './verify-documents';
import type { Finding } from './verify-finding';
import type { Row } from './verify-projection';
import { RunCheck } from './verify-run-check';
import type { RawRun } from './verify-run-check';
import { isoOf } from './verify-seal';
import type { RawEntry } from './verify-seal';
import { beSober, readRaw, stream } from './verify-session';

const RUNS_AT_ONCE = 200;
const ENTRIES_AT_ONCE = 500;
/** A transaction may take this long from giving a run its time to being seen by a checkpoint. */
const SEEN_WITHIN_MS = 60_000;

export const COLUMNS = 'run, seq, source, kind, step, at, header, body, seal';

export interface Report {
  runs: number;
  entries: number;
  /** Of the entries, those that no checkpoint covers: what was done to them alone is not found. */
  uncovered: number;
  findings: Finding[];
}

export interface Scope {
  /** One run; else all, and the documents and budgets. */
  run?: string | undefined;
  /** What checkpoints say; without it, only a chain that was not sealed anew is found. */
  coverage?: Coverage | undefined;
  /** The checkpoints are an older copy, so the ledger may know of later ones. */
  copy?: boolean;
  onProgress?: (doing: string) => void;
}

/**
 * Holds the ledger against its seals and checkpoints, by reading tables and nothing else: no function of the database is called that its owner
 * could have replaced. Call it in a transaction with one snapshot (repeatable read). Reads as a stream.
 */
export async function verifyLedger(client: ClientBase, scope: Scope): Promise<Report> {
  await beSober(client);
  const { coverage } = scope;
  const report: Report = { runs: 0, entries: 0, uncovered: 0, findings: [...(coverage?.findings ?? [])] };
  const replaced = await replacedTables(client);
  if (replaced.length > 0) return { ...report, findings: [...report.findings, ...replaced] };
  if (coverage) report.findings.push(...(await checkpointFindings(client, coverage, scope.copy ?? false)));
  const lastAt = coverage?.last ? Date.parse(coverage.last.at) - SEEN_WITHIN_MS : 0;
  const seen = new Set<string>();
  const budgets = new BudgetsCheck();
  const wanted = scope.run === undefined ? '' : 'where id = $1';
  const all = stream<RawRun>(client, 'audited_runs', `select * from public.runs ${wanted}`, {
    bite: RUNS_AT_ONCE,
    values: scope.run === undefined ? [] : [scope.run],
  });
  for await (const runs of all) {
    await verifyRuns(client, runs, scope, { report, budgets });
    for (const { id, started_at } of runs) {
      seen.add(id);
      if (coverage && !coverage.runs.has(id) && Date.parse(isoOf(started_at)) < lastAt)
        report.findings.push({ what: 'run', run: id, why: 'inserted' });
    }
  }
  const removed = new Set(await runsWithoutRow(client, scope.run));
  for (const id of coverage?.runs.keys() ?? []) if (!seen.has(id) && (scope.run ?? id) === id) removed.add(id);
  for (const run of removed) report.findings.push({ what: 'run', run, why: 'removed' });
  if (scope.run === undefined) {
    report.findings.push(...(await budgets.end(client)));
    scope.onProgress?.('documents');
    report.findings.push(...(await findAlteredDocuments(client)));
  }
  return report;
}

/** Of claims no more than entries tell: a gateway verifies too, and may read no more of them. */
const PROJECTED = [
  ['approvals', '*'],
  ['claims', 'id, run, tool'],
  ['parked', '*'],
  ['flags', '*'],
  ['cases', '*'],
] as const;

async function verifyRuns(
  client: ClientBase,
  runs: RawRun[],
  scope: Scope,
  { report, budgets }: { report: Report; budgets: BudgetsCheck },
): Promise<void> {
  const checks = new Map(runs.map((run) => [run.id, new RunCheck(run, scope.coverage?.runs.get(run.id))]));
  const values = [[...checks.keys()]];
  const entries = stream<RawEntry>(
    client,
    'audited_entries',
    `select ${COLUMNS} from public.entries where run = any($1) order by run, seq`,
    { bite: ENTRIES_AT_ONCE, values },
  );
  for await (const bite of entries) {
    for (const entry of bite) {
      checks.get(entry.run)!.add(entry);
      budgets.add(entry);
    }
    report.entries += bite.length;
    scope.onProgress?.(`${report.runs} runs, ${report.entries} entries`);
  }
  for (const check of checks.values()) Object.assign(check, { parked: [], flags: [], cases: [] });
  for (const [table, columns] of PROJECTED) {
    const rows = await readRaw<Row>(client, `select ${columns} from public.${table} where run = any($1)`, values);
    for (const row of rows) checks.get(String(row['run']))![table]!.push(row);
  }
  for (const [run, check] of checks) {
    report.findings.push(...check.end());
    report.uncovered += Math.max(0, check.entries - (scope.coverage?.runs.get(run)?.seq ?? 0));
  }
  report.runs += runs.length;
}

/** A view in the place of a table can show an auditor something else than it shows a worker. */
async function replacedTables(client: ClientBase): Promise<Finding[]> {
  const wanted = [
    'runs',
    'entries',
    'approvals',
    'claims',
    'parked',
    'flags',
    'cases',
    'budgets',
    'documents',
    'checkpoints',
    'ledger',
  ];
  const rows = await readRaw<{ table: string }>(
    client,
    `select wanted as table from unnest($1::text[]) wanted where not exists
       (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relname = wanted and c.relkind in ('r', 'p'))`,
    [wanted],
  );
  return rows.map(({ table }) => ({ what: 'table', table }));
}

/** The ledger notes each checkpoint too, so a file that lost its end is found by what it no longer has. */
async function checkpointFindings(client: ClientBase, coverage: Coverage, copy: boolean): Promise<Finding[]> {
  const [ledger] = await readRaw<{ id: string }>(client, 'select id from public.ledger');
  const { last } = coverage;
  if (last && last.ledger !== ledger?.id)
    return [{ what: 'checkpoint', number: last.number, why: 'of another ledger' }];
  const noted = await readRaw<{ number: number; hash: Buffer }>(
    client,
    'select number, hash from public.checkpoints order by number',
  );
  for (const { number, hash } of noted) {
    const there = coverage.hashes.get(number);
    if (number > (last?.number ?? 0)) return copy ? [] : [{ what: 'checkpoint', number, why: 'cut off' }];
    if (there !== undefined && there !== hash.toString('base64url'))
      return [{ what: 'checkpoint', number, why: 'altered' }];
  }
  return [];
}

/** Nothing but an attack leaves them: a foreign key holds them to their run. */
async function runsWithoutRow(client: ClientBase, run: string | undefined): Promise<string[]> {
  const rows = await readRaw<{ run: string }>(
    client,
    `select distinct run from public.entries e where not exists (select 1 from public.runs r where r.id = e.run) and ($1::text is null or run = $1)`,
    [run ?? null],
  );
  return rows.map(({ run: id }) => id);
}
