import { Decimal } from 'decimal.js';
import { isoOf } from './verify-seal';
import type { RawEntry } from './verify-seal';

/** Columns as PostgreSQL writes them. */
export type Row = Readonly<Record<string, unknown>>;

/** One row of a projection that is not what the entries say. */
export interface Drift {
  table: 'runs' | 'approvals' | 'claims';
  row: string;
  columns: string[];
}

interface Approval {
  columns: Record<string, unknown>;
  needed: number;
  defaulted: boolean;
  decisions: { seq: number; at: string; decision: string }[];
}

/**
 * What `project` in the database makes of the entries of one run, made again without it: whoever owns the database can replace that. Kept the
 * same by test/ledger/projection.test.ts.
 */
export class ProjectionCheck {
  private readonly run: Record<string, unknown> = {
    status: 'running',
    step: null,
    role: null,
    run_end: null,
    ended_at: null,
  };
  private readonly path: string[] = [];
  private readonly approvals = new Map<string, Approval>();
  private readonly claims = new Map<string, string>();
  private readonly refused = new Set<number>();
  private turns = 0;
  private tokens = 0;
  private usd = new Decimal(0);

  add({ seq, kind, step, at, header, body }: RawEntry): void {
    const h = JSON.parse(header) as Record<string, never>;
    const { run } = this;
    const approval = this.approvals.get(h['approval'] ?? '');
    switch (kind) {
      case 'run-started':
        Object.assign(run, {
          workflow: h['workflow'],
          workflow_id: h['workflowId'],
          started_at: at,
          tenant: h['tenant'],
        });
        run['starter'] = starterIn(body);
        break;
      case 'step-entered':
        Object.assign(run, { step, status: 'running' });
        this.path.push(step ?? '');
        break;
      case 'thought':
        this.turns++;
        this.spend(h['usd'], [h['input'], h['output'], h['cacheRead'], h['cacheWrite5m'], h['cacheWrite1h']]);
        break;
      case 'model-failed':
        if ('usd' in h) this.spend(h['usd'], [h['tokens']]);
        break;
      case 'approval-asked':
        this.ask(h, { seq, step, at });
        Object.assign(run, { status: 'waiting', role: h['role'] });
        break;
      case 'approval-escalated':
        if (approval) Object.assign(approval.columns, { role: h['role'], due_at: h['due'] });
        run['role'] = h['role'];
        break;
      case 'approval-defaulted':
        if (approval) approval.defaulted = true;
        if (approval?.columns['status'] === 'open') approval.columns['status'] = 'defaulted';
        Object.assign(run, { status: 'running', role: null });
        break;
      case 'decided':
        approval?.decisions.push({ seq, at, decision: h['decision'] ?? '' });
        if (approval) this.weigh(approval);
        break;
      case 'decision-refused':
        this.refused.add(Number(h['entry']));
        if (approval) this.weigh(approval);
        break;
      case 'decision-taken':
        if (approval) approval.columns['status'] = 'taken';
        Object.assign(run, { status: 'running', role: null });
        break;
      case 'write-claimed':
        this.claims.set(String(h['claim']), h['tool'] ?? '');
        break;
      case 'parked':
        run['status'] = 'parked';
        break;
      case 'unparked':
        run['status'] = 'running';
        break;
      case 'run-ended':
        Object.assign(run, { status: 'ended', run_end: h['end'], step: null, role: null, ended_at: at });
        break;
      default: // changes no projection
    }
  }

  /** What differs from these rows of the run. */
  compare(run: Row, approvals: readonly Row[], claims: readonly Row[]): Drift[] {
    const { usd, turns, tokens, path } = this;
    const drifts = [differing('runs', String(run['id']), { ...this.run, turns, tokens, usd, path }, run)];
    const rows = new Map(approvals.map((row) => [String(row['id']), row]));
    for (const [id, { columns }] of this.approvals) {
      const { tenant } = run;
      drifts.push(differing('approvals', id, { ...columns, run: run['id'], tenant }, rows.get(id)));
    }
    for (const id of rows.keys()) if (!this.approvals.has(id)) drifts.push(missing('approvals', id));
    const tools = new Map(claims.map((row) => [String(row['id']), row]));
    for (const [id, tool] of this.claims) drifts.push(differing('claims', id, { tool }, tools.get(id)));
    for (const id of tools.keys()) if (!this.claims.has(id)) drifts.push(missing('claims', id));
    return drifts.filter(({ columns }) => columns.length > 0);
  }

  private ask(h: Record<string, unknown>, { seq, step, at }: { seq: number; step: string | null; at: string }): void {
    const { gate, role, tool, digest, due } = h;
    const needed = Number(h['approvers'] ?? 1);
    const decided = { status: 'open', decision: null, decided_seq: null, decided_at: null, approved: 0 };
    this.approvals.set(String(h['approval']), {
      columns: {
        ...{ workflow: this.run['workflow'], step, gate, role, tool, digest, due_at: due, approvers: needed },
        ...{ asked_seq: seq, asked_at: at, ...decided },
      },
      needed,
      defaulted: false,
      decisions: [],
    });
  }

  /** The first that closes it counts: one that denies, edits or answers, or the approval that makes up the number. */
  private weigh({ columns, needed, defaulted, decisions }: Approval): void {
    if (columns['status'] !== 'open' && columns['status'] !== 'decided') return;
    let approved = 0;
    const closing = decisions.find(({ seq, decision }) => {
      if (this.refused.has(seq)) return false;
      if (decision === 'approve') approved++;
      return ['deny', 'edit', 'answer'].includes(decision) || approved >= needed;
    });
    Object.assign(columns, {
      status: closing ? 'decided' : defaulted ? 'defaulted' : 'open',
      decision: closing?.decision ?? null,
      decided_seq: closing?.seq ?? null,
      decided_at: closing?.at ?? null,
      approved,
    });
  }

  private spend(usd: unknown, tokens: readonly unknown[]): void {
    this.usd = this.usd.plus(String(usd)).toDecimalPlaces(10, Decimal.ROUND_HALF_UP);
    for (const count of tokens) this.tokens += Number(count);
  }
}

/** Undefined in runs that were begun before it was recorded. */
function starterIn(body: Buffer): unknown {
  return (JSON.parse(body.toString()) as { starter?: unknown } | null)?.starter;
}

function missing(table: Drift['table'], row: string): Drift {
  return { table, row, columns: ['no entry says so'] };
}

/** Columns that the schema does not have, and what the entries say nothing of, are passed over. */
function differing(table: Drift['table'], row: string, expected: Row, there: Row | undefined): Drift {
  if (!there) return { table, row, columns: ['the row is missing'] };
  const columns = Object.keys(expected).filter(
    (column) => expected[column] !== undefined && column in there && !same(expected[column], there[column]),
  );
  return { table, row, columns };
}

function same(expected: unknown, there: unknown): boolean {
  if (expected === null || there === null) return expected === there;
  if (Array.isArray(expected)) return JSON.stringify(expected) === JSON.stringify(there);
  const [ours, theirs] = [`${expected as string}`, `${there as string}`];
  if (Decimal.isDecimal(expected)) return expected.equals(theirs);
  return ours === theirs || (TIME.test(ours) && TIME.test(theirs) && timeOf(ours) === timeOf(theirs));
}

const TIME = /^\d{4}-\d\d-\d\d[ T]\d\d:/;

function timeOf(text: string): number {
  return Date.parse(isoOf(text));
}
