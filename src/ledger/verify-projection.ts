import { Decimal } from 'decimal.js';
import { NOTICED_ENDS } from '../contracts/entry';
import { isoOf } from './verify-seal';
import type { RawEntry } from './verify-seal';

/** Columns as PostgreSQL writes them. */
export type Row = Readonly<Record<string, unknown>>;

/** One row of a projection that is not what the entries say. */
export interface Drift {
  table: 'runs' | 'approvals' | 'claims' | 'parked' | 'flags' | 'cases';
  row: string;
  columns: string[];
}

const ENDS: ReadonlySet<string> = new Set(NOTICED_ENDS);

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
  private readonly noticed: string[] = [];
  private readonly approvals = new Map<string, Approval>();
  private readonly claims = new Map<string, string>();
  private readonly parked = new Map<string, { parked_at: string; last_at: string; times: number; waiting: boolean }>();
  private readonly flags = new Map<string, Record<string, unknown>>();
  private readonly cases = new Map<string, Record<string, unknown>>();
  private readonly refused = new Set<number>();
  private turns = 0;
  private tokens = 0;
  private usd = new Decimal(0);

  add({ seq, kind, step, at, header }: RawEntry): void {
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
          version: h['version'] ?? h['agentVersion'],
          guidance: h['guidance'] ?? [],
          rollout: h['rollout'] ?? null,
          arm: h['arm'] ?? null,
        });
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
        if (h['system']) this.park(h['system'], at);
        break;
      case 'unparked':
        run['status'] = 'running';
        Object.assign(this.parked.get(h['system'] ?? '') ?? {}, { waiting: false });
        break;
      case 'run-ended':
        Object.assign(run, { status: 'ended', run_end: h['end'], step: null, role: null, ended_at: at });
        this.parked.clear();
        break;
      case 'run-reset':
        this.parked.clear();
        Object.assign(run, { status: 'running', run_end: null, ended_at: null });
        break;
      case 'noticed':
        if (!this.noticed.includes(h['what'] ?? '')) this.noticed.push(h['what'] ?? '');
        if (ENDS.has(h['what'] ?? '')) this.parked.clear();
        if (ENDS.has(h['what'] ?? '') && run['status'] !== 'ended')
          Object.assign(run, { status: 'ended', run_end: h['what'], step: null, role: null, ended_at: at });
        break;
      case 'flagged':
      case 'flag-owned':
      case 'flag-reviewed':
        this.flag(kind, h, { seq, at });
        break;
      case 'case-made':
      case 'case-retired':
        this.case(kind, h, { seq, at });
        break;
      default: // changes no projection
    }
  }

  /** What differs from these rows of the run. An export has neither `parked`, which are of the moment, nor what follows from its entries alone. */
  compare(
    run: Row,
    {
      approvals,
      claims,
      parked,
      flags,
      cases,
    }: {
      approvals: readonly Row[];
      claims: readonly Row[];
      parked?: readonly Row[] | undefined;
      flags?: readonly Row[] | undefined;
      cases?: readonly Row[] | undefined;
    },
  ): Drift[] {
    const { usd, turns, tokens, path, noticed } = this;
    const drifts = [differing('runs', String(run['id']), { ...this.run, turns, tokens, usd, path, noticed }, run)];
    const rows = new Map(approvals.map((row) => [String(row['id']), row]));
    for (const [id, { columns }] of this.approvals) {
      const { tenant } = run;
      drifts.push(differing('approvals', id, { ...columns, run: run['id'], tenant }, rows.get(id)));
    }
    for (const id of rows.keys()) if (!this.approvals.has(id)) drifts.push(missing('approvals', id));
    const tools = new Map(claims.map((row) => [String(row['id']), row]));
    for (const [id, tool] of this.claims) drifts.push(differing('claims', id, { tool }, tools.get(id)));
    for (const id of tools.keys()) if (!this.claims.has(id)) drifts.push(missing('claims', id));
    if (parked) {
      const { tenant } = run;
      const waits = new Map(parked.map((row) => [String(row['system']), row]));
      for (const [system, columns] of this.parked)
        drifts.push(differing('parked', system, { ...columns, tenant }, waits.get(system)));
      for (const system of waits.keys()) if (!this.parked.has(system)) drifts.push(missing('parked', system));
    }
    const { id, tenant } = run;
    if (flags) drifts.push(...compareAll('flags', this.flags, flags, { run: id, tenant }));
    if (cases) drifts.push(...compareAll('cases', this.cases, cases, { run: id, tenant }));
    return drifts.filter(({ columns }) => columns.length > 0);
  }

  private flag(kind: string, h: Record<string, unknown>, { seq, at }: { seq: number; at: string }): void {
    const id = String(h['flag']);
    const there = this.flags.get(id);
    if (kind === 'flagged' && !there) {
      const { entry, step, category, severity, origin = 'person' } = h;
      const { workflow } = this.run;
      const none = { status: 'open', merged_into: null, owned_seq: null, reviewed_seq: null, reviewed_at: null };
      const flagged = { flagged_seq: seq, flagged_at: at };
      this.flags.set(id, { workflow, entry, step, category, severity, origin, ...none, ...flagged });
    } else if (kind === 'flag-owned' && there) there['owned_seq'] = seq;
    else if (kind === 'flag-reviewed' && there?.['status'] === 'open') {
      const { review, into = null, category = there['category'] } = h;
      Object.assign(there, { status: review, merged_into: into, category, reviewed_seq: seq, reviewed_at: at });
    }
  }

  private case(kind: string, h: Record<string, unknown>, { seq, at }: { seq: number; at: string }): void {
    const id = String(h['case']);
    const there = this.cases.get(id);
    if (kind === 'case-made' && !there) {
      const { flag, step, visit, category } = h;
      const { workflow } = this.run;
      this.cases.set(id, { workflow, flag, step, visit, category, made_seq: seq, made_at: at, retired_at: null });
    } else if (kind === 'case-retired' && there) there['retired_at'] ??= at;
  }

  private park(system: string, at: string): void {
    const { parked_at = at, times = 0 } = this.parked.get(system) ?? {};
    this.parked.set(system, { parked_at, last_at: at, times: times + 1, waiting: true });
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

function compareAll(
  table: Drift['table'],
  expected: ReadonlyMap<string, Row>,
  rows: readonly Row[],
  all: Row,
): Drift[] {
  const there = new Map(rows.map((row) => [String(row['id']), row]));
  const drifts = [...expected].map(([id, columns]) => differing(table, id, { ...columns, ...all }, there.get(id)));
  return [...drifts, ...[...there.keys()].filter((id) => !expected.has(id)).map((id) => missing(table, id))];
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
