import type { Pool, PoolClient } from 'pg';
import type { NewEntry } from '../contracts/entry';
import { SeaworthyError } from '../contracts/errors';
import type { Ledger } from './ledger';
import type { RunRecord } from './list-runs';
import { operate } from './operations';
import { encryptNote, noteReader } from './operators-note';
import type { OperatorsNote } from './operators-note';
import { tellerOf } from './reader';
import { destroyRunKey, indexCipher } from './run-cipher';

/** What bears on whether a run may be erased, and what has come of it. */
export interface Erasable {
  run: string;
  name: string;
  workflow: string;
  workflowId: string;
  status: RunRecord['status'];
  end: string | null;
  endedAt: Date | null;
  /** The database's time. */
  now: Date;
  /** Tools of which a write may have happened. */
  wrote: string[];
  /** Holds in force. */
  holds: number;
  /** That would be erased with it. */
  documents: number;
  erased: (OperatorsNote & { at: Date; finished: boolean }) | null;
}

/** From sealed headers, so that no claim that was changed by hand makes a posting undone. */
const WROTE = `
  select distinct c.header::jsonb->>'tool' from entries c where c.run = r.id and c.kind = 'write-claimed' and not exists (
    select 1 from entries o where o.run = c.run and o.kind = 'result' and o.header::jsonb->>'call' = c.header::jsonb->>'call'
      and o.header::jsonb->>'outcome' in ('denied', 'malformed', 'rejected', 'unavailable'))`;

/** @throws SeaworthyError `Run.Unknown` */
export async function readErasable(
  ledger: Ledger,
  run: string,
  db: Pool | PoolClient = ledger.pool,
): Promise<Erasable> {
  const { rows } = await db.query<Row>(
    `select r.id as run, r.name, r.workflow, r.workflow_id as "workflowId", r.status, r.run_end as "end", r.ended_at as "endedAt",
       clock_timestamp() as now, array(${WROTE} order by 1) as wrote,
       (select count(*)::int from holds h where h.run = r.id and h.released_at is null) as holds,
       (select count(*)::int from documents_going_with(r.id)) as documents,
       e.made, e.at, e.finished_at as "finishedAt"
     from runs r left join erasures e on e.run = r.id where r.id = $1 and r.id !~ '^_'`,
    [run],
  );
  if (!rows[0]) throw new SeaworthyError('Run.Unknown', `Run ${run} is not in the ledger.`);
  const { name, made, at, finishedAt, ...rest } = rows[0];
  return {
    ...rest,
    name: (await tellerOf(ledger, run)).text('name', name),
    erased:
      made && at
        ? { ...(await noteReader(ledger))(placeOfErasure(run), made), at, finished: finishedAt !== null }
        : null,
  };
}

interface Row extends Omit<Erasable, 'erased'> {
  made: Buffer | null;
  at: Date | null;
  finishedAt: Date | null;
}

/**
 * Resolves that a run is erased, for good, and notes who and why; its keys are destroyed by `finishErasure`. One that was erased before stays as it
 * was. `check` throws when something is against it; nothing of what it is shown changes before this has ended.
 * @throws SeaworthyError `Run.Unknown`; what `check` throws
 */
export async function eraseRun(
  ledger: Ledger,
  { run, person, ...note }: OperatorsNote & { run: string; person?: string | undefined },
  check: (erasable: Erasable) => void,
): Promise<void> {
  const made = await encryptNote(ledger, placeOfErasure(run), note);
  const digest = person === undefined ? undefined : (await indexCipher(ledger)).digest(`person\n${person}`);
  await operate(ledger, async (client) => {
    await client.query('select 1 from runs where id = $1 for update', [run]); // it does not begin anew meanwhile
    const erasable = await readErasable(ledger, run, client);
    if (erasable.erased) return { result: undefined };
    check(erasable);
    await client.query('insert into erasures (run, made) values ($1, $2)', [run, made]);
    await client.query('select forget_run($1)', [run]);
    const entry: NewEntry = {
      source: `erasure:${run}`,
      kind: 'run-erased',
      step: null,
      header: { run },
      body: { ...note, ...(digest ? { person: digest } : {}) },
    };
    return { result: undefined, entry };
  });
}

/**
 * Destroys the keys of a run that `eraseRun` has resolved to erase, and of its documents, has its copy in Temporal deleted by `forget`, and notes
 * that it is done. Safe to repeat: it goes on where a process that died left it.
 */
export async function finishErasure(
  ledger: Ledger,
  run: string,
  forget: (workflowId: string) => Promise<'deleted' | 'refused'>,
): Promise<void> {
  const { rows } = await ledger.pool.query<{ workflowId: string; keys: string[] }>(
    `select r.workflow_id as "workflowId",
       array(select d.key from documents d join document_runs n on n.document = d.id where n.run = r.id and d.erased_at is not null) as keys
     from erasures e join runs r on r.id = e.run where e.run = $1 and e.finished_at is null`,
    [run],
  );
  if (!rows[0]) return;
  const { workflowId, keys } = rows[0];
  await destroyRunKey(ledger, run);
  for (const key of keys) await ledger.keys.destroy(key);
  const temporal = await forget(workflowId);
  await operate(ledger, async (client) => {
    const { rowCount } = await client.query(
      'update erasures set finished_at = clock_timestamp() where run = $1 and finished_at is null',
      [run],
    );
    const entry: NewEntry = {
      source: `erasure:${run}:finished`,
      kind: 'erasure-finished',
      step: null,
      header: { run, documents: keys.length, temporal },
    };
    return rowCount ? { result: undefined, entry } : { result: undefined };
  });
}

/** Runs whose erasure was resolved and not finished, the oldest first. */
export async function listUnfinished(ledger: Ledger, limit: number): Promise<string[]> {
  const { rows } = await ledger.pool.query<{ run: string }>(
    'select run from erasures where finished_at is null order by at limit $1',
    [limit],
  );
  return rows.map(({ run }) => run);
}

function placeOfErasure(run: string): string {
  return `erasure of ${run}`;
}
