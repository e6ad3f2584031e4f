import type { QueryConfig } from 'pg';
import { SeaworthyError } from '../contracts/errors';
import type { RunId } from '../contracts/ids';
import type { HaltItem, HaltKind } from '../contracts/operations';
import type { Ledger } from './ledger';
import { operate } from './operations';

/** A halt as its rows hold it; `made_by` and `lifted_by` are issuer|subject. */
interface Row {
  id: string;
  kind: HaltKind;
  value: string;
  why: string;
  made_by: string;
  since: Date;
  lifted_at: Date | null;
  lifted_by: string | null;
  lifted_why: string | null;
}

/** Halts; while it is in force already, nothing changes and the one in force is returned. */
export function declareHalt(
  ledger: Ledger,
  halt: { kind: HaltKind; value: string; why: string; by: string },
): Promise<HaltItem> {
  return operate(ledger, async (client) => {
    const { rows: before } = await client.query<Row>(
      'select * from halts where kind = $1 and value = $2 and lifted_at is null',
      [halt.kind, halt.value],
    );
    if (before[0]) return { result: itemOf(before[0]) };
    const { rows } = await client.query<Row>(
      'insert into halts (kind, value, why, made_by) values ($1, $2, $3, $4) returning *',
      [halt.kind, halt.value, halt.why, halt.by],
    );
    const made = itemOf(rows[0]!);
    return {
      result: made,
      entry: {
        source: `halt:${made.id}`,
        kind: 'halt-declared',
        step: null,
        header: { halt: made.id, scope: made.kind, value: made.value },
        body: { by: made.by, why: made.why },
      },
    };
  });
}

/** @throws SeaworthyError `Halt.Unknown` when there is none in force with this id */
export function liftHalt(ledger: Ledger, lift: { id: number; why: string; by: string }): Promise<HaltItem> {
  return operate(ledger, async (client) => {
    const { rows } = await client.query<Row>(
      `update halts set lifted_at = clock_timestamp(), lifted_by = $2, lifted_why = $3
       where id = $1 and lifted_at is null returning *`,
      [lift.id, lift.by, lift.why],
    );
    if (!rows[0]) throw new SeaworthyError('Halt.Unknown', `Halt ${lift.id} is not in force.`);
    return {
      result: itemOf(rows[0]),
      entry: {
        source: `halt:${lift.id}:lifted`,
        kind: 'halt-lifted',
        step: null,
        header: { halt: lift.id },
        body: { by: lift.by, why: lift.why },
      },
    };
  });
}

/** Those in force, the oldest first; with `all` the newest hundred that ever were. */
export async function listHalts(ledger: Ledger, { all = false } = {}): Promise<HaltItem[]> {
  const { rows } = await ledger.pool.query<Row>(
    all ? 'select * from halts order by id desc limit 100' : 'select * from halts where lifted_at is null order by id',
  );
  return rows.map(itemOf);
}

/** The same for whoever looks often, and gives up after `timeoutMs`. */
export async function listInForce(
  ledger: Ledger,
  timeoutMs: number,
): Promise<Pick<HaltItem, 'id' | 'kind' | 'value' | 'why'>[]> {
  const { rows } = await ledger.pool.query<Row>({
    text: 'select id, kind, value, why from halts where lifted_at is null order by id',
    query_timeout: timeoutMs,
  } as QueryConfig);
  return rows.map(({ id, kind, value, why }) => ({ id: Number(id), kind, value, why }));
}

/** Runs that wait for a halt which has been lifted, those that have waited longest first. */
export async function listResumable(
  ledger: Ledger,
  limit: number,
): Promise<{ run: RunId; workflowId: string; seq: number }[]> {
  const { rows } = await ledger.pool.query<{ run: RunId; workflowId: string; seq: number }>(
    `select r.id as run, r.workflow_id as "workflowId", parked.seq
     from runs r cross join lateral (
       select e.seq, e.at, e.header::jsonb as h from entries e where e.run = r.id and e.kind = 'parked' order by e.seq desc limit 1
     ) parked join halts on halts.id = (parked.h->>'halt')::bigint and halts.lifted_at is not null
     where r.status = 'parked' order by parked.at limit $1`,
    [limit],
  );
  return rows;
}

function itemOf(row: Row): HaltItem {
  const { lifted_at: at, lifted_by: by, lifted_why: why } = row;
  return {
    id: Number(row.id),
    kind: row.kind,
    value: row.value,
    why: row.why,
    by: row.made_by,
    since: row.since.toISOString(),
    lifted: at && { at: at.toISOString(), by: by ?? '', why: why ?? '' },
  };
}
