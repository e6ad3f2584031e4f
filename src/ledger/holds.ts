import { randomUUID } from 'node:crypto';
import type { HoldItem } from '../contracts/erasures';
import { SeaworthyError } from '../contracts/errors';
import type { Ledger } from './ledger';
import { operate } from './operations';
import { encryptNote, noteReader } from './operators-note';
import type { OperatorsNote } from './operators-note';

interface Row {
  id: string;
  run: string;
  made: Buffer;
  since: Date;
  released: Buffer | null;
  released_at: Date | null;
}

/**
 * Keeps a run from being erased until the hold is released; there may be several, each for a reason of its own.
 * @throws SeaworthyError `Run.Unknown`, `Run.Erased`
 */
export async function placeHold(ledger: Ledger, run: string, note: OperatorsNote): Promise<HoldItem> {
  const id = `hold_${randomUUID()}`;
  const made = await encryptNote(ledger, id, note);
  return operate(ledger, async (client) => {
    const { rows: found } = await client.query<{ erased: boolean }>(
      `select exists (select 1 from erasures e where e.run = r.id) as erased from runs r where r.id = $1 and r.id !~ '^_'`,
      [run],
    );
    if (!found[0]) throw new SeaworthyError('Run.Unknown', `Run ${run} is not in the ledger.`);
    if (found[0].erased) throw new SeaworthyError('Run.Erased', `Run ${run} was erased.`);
    const { rows } = await client.query<{ since: Date }>(
      'insert into holds (id, run, made) values ($1, $2, $3) returning since',
      [id, run, made],
    );
    return {
      result: { id, run, ...note, since: rows[0]!.since.toISOString(), released: null },
      entry: { source: id, kind: 'hold-placed', step: null, header: { hold: id, run }, body: { ...note } },
    };
  });
}

/** @throws SeaworthyError `Hold.Unknown` when there is none in force with this id */
export async function releaseHold(ledger: Ledger, id: string, note: OperatorsNote): Promise<HoldItem> {
  const released = await encryptNote(ledger, `${id} released`, note);
  const itemOf = await itemReader(ledger);
  return operate(ledger, async (client) => {
    const { rows } = await client.query<Row>(
      'update holds set released_at = clock_timestamp(), released = $2 where id = $1 and released_at is null returning *',
      [id, released],
    );
    const [row] = rows;
    if (!row) throw new SeaworthyError('Hold.Unknown', `Hold ${id} is not in force.`);
    const header = { hold: id, run: row.run };
    return {
      result: itemOf(row),
      entry: { source: `${id}:released`, kind: 'hold-released', step: null, header, body: { ...note } },
    };
  });
}

/** Those in force, the oldest first; with `all` the newest hundred that ever were. */
export async function listHolds(ledger: Ledger, { run, all }: { run?: string; all: boolean }): Promise<HoldItem[]> {
  const { rows } = await ledger.pool.query<Row>(
    `select * from holds where ($1::text is null or run = $1) and ${all ? 'true order by since desc limit 100' : 'released_at is null order by since'}`,
    [run ?? null],
  );
  const itemOf = await itemReader(ledger);
  return rows.map(itemOf);
}

async function itemReader(ledger: Ledger): Promise<(row: Row) => HoldItem> {
  const read = await noteReader(ledger);
  return ({ id, run, made, since, released, released_at: at }) => ({
    id,
    run,
    ...read(id, made),
    since: since.toISOString(),
    released: at && released && { at: at.toISOString(), ...read(`${id} released`, released) },
  });
}
