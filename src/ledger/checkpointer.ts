import type { PoolClient } from 'pg';
import { SeaworthyError } from '../contracts/errors';
import { faultPoint } from '../fault-point';
import type { KeyRing } from '../integrations/keys/key-ring';
import { hashOf, MARK_BYTES, Root } from './checkpoint';
import type { Checkpoint } from './checkpoint';
import { BEGINNING, readChain } from './checkpoint-chain';
import type { ChainPlace } from './checkpoint-chain';
import type { CheckpointStore } from './checkpoint-store';
import type { Ledger } from './ledger';

const PAGE = 5_000;

/**
 * Writes checkpoints: what has changed since the last, which it knows from the store and from nothing in the database. Holds the number and
 * head of every run, about 20 MB for 100,000 runs.
 */
export class Checkpointer {
  private place: ChainPlace = BEGINNING;
  private ledgerId: string | undefined;
  private readonly runs = new Map<string, { seq: number; head: string }>();

  constructor(
    private readonly ledger: Ledger,
    private readonly store: CheckpointStore,
    private readonly keys: KeyRing,
  ) {}

  /**
   * Undefined when nothing has changed or another process is at it. A run that went back is written down as it is: the checkpoints before it
   * convict it.
   * @throws SeaworthyError `Checkpoint.Broken` when the store does not hold the chain of this ledger whole
   */
  async take(): Promise<Checkpoint | undefined> {
    const client = await this.ledger.pool.connect();
    try {
      // Of the session, and before the snapshot: one that is older than the last checkpoint would look like a ledger rolled back.
      const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock(7318) as mine');
      if (!rows[0]!.mine) return undefined;
      await this.catchUp();
      await this.requireSameChain(client);
      const checkpoint = await this.look(client);
      if (checkpoint) await this.write(client, checkpoint);
      return checkpoint;
    } finally {
      await client.query('rollback; select pg_advisory_unlock_all()').catch(() => undefined);
      client.release();
    }
  }

  /** Reads what was appended since, by us or by others. */
  private async catchUp(): Promise<void> {
    for await (const { checkpoint, follows, place } of readChain(this.store, this.keys, this.place)) {
      if (!follows) throw broken(`Checkpoint ${checkpoint.number} does not follow the one before it.`);
      for (const [run, seq, head] of checkpoint.changed) this.runs.set(run, { seq, head });
      for (const run of checkpoint.gone) this.runs.delete(run);
      this.place = place;
      this.ledgerId = checkpoint.ledger;
    }
  }

  private async requireSameChain(client: PoolClient): Promise<void> {
    const { rows } = await client.query<{ id: string; last: number }>(
      'select id, (select coalesce(max(number), 0) from checkpoints) as last from ledger',
    );
    const { id, last } = rows[0]!;
    if (this.ledgerId !== undefined && this.ledgerId !== id)
      throw broken(`The checkpoints are of another ledger (${this.ledgerId}).`);
    if (this.place.number < last)
      throw broken(
        `The checkpoints end at ${this.place.number}, but the ledger was covered up to ${last}: they were cut, or these are others.`,
      );
    this.ledgerId = id;
  }

  private async look(client: PoolClient): Promise<Checkpoint | undefined> {
    await client.query('begin isolation level repeatable read read only');
    await client.query('declare heads no scroll cursor for select id, seq, head from runs order by id collate "C"');
    const root = new Root();
    const changed: (Head & { after: number })[] = [];
    let count = 0;
    let known = 0;
    for (;;) {
      const { rows } = await client.query<{ id: string; seq: number; head: Buffer }>(`fetch ${PAGE} from heads`);
      if (rows.length === 0) break;
      count += rows.length;
      for (const { id, seq, head: bytes } of rows) {
        const head = bytes.toString('base64url');
        root.add(id, seq, head);
        const before = this.runs.get(id);
        if (before) known++;
        if (before?.seq !== seq || before.head !== head) changed.push({ run: id, seq, head, after: before?.seq ?? 0 });
      }
    }
    const gone = known < this.runs.size ? await this.goneRuns(client) : [];
    if (changed.length === 0 && gone.length === 0) return undefined;
    const marks = await marksOf(client, changed);
    const { rows } = await client.query<{ at: Date }>('select now() as at');
    return {
      ledger: this.ledgerId!,
      number: this.place.number + 1,
      at: rows[0]!.at.toISOString(),
      previous: this.place.hash,
      runs: count,
      root: root.digest(),
      changed: changed.map(({ run, seq, head }) => [run, seq, head, marks.get(run) ?? '']),
      gone,
    };
  }

  private async goneRuns(client: PoolClient): Promise<string[]> {
    const { rows } = await client.query<{ run: string }>(
      'select run from unnest($1::text[]) run where not exists (select 1 from runs where id = run)',
      [[...this.runs.keys()]],
    );
    return rows.map(({ run }) => run);
  }

  /** Outside first: a ledger that knows of a checkpoint that nobody has would stop the next. */
  private async write(client: PoolClient, checkpoint: Checkpoint): Promise<void> {
    await client.query('commit');
    const token = await this.keys.sign('checkpoint', checkpoint);
    await this.store.append(token);
    faultPoint('checkpoint.stored');
    await this.catchUp();
    await client.query('insert into checkpoints (number, hash, runs, at) values ($1, $2, $3, $4)', [
      checkpoint.number,
      Buffer.from(hashOf(token), 'base64url'),
      checkpoint.runs,
      checkpoint.at,
    ]);
  }
}

interface Head {
  run: string;
  seq: number;
  head: string;
}

/** The first bytes of the seal of each entry since the last checkpoint. */
async function marksOf(
  client: PoolClient,
  changed: readonly (Head & { after: number })[],
): Promise<Map<string, string>> {
  const marks = new Map<string, string>();
  for (let at = 0; at < changed.length; at += PAGE) {
    const page = changed.slice(at, at + PAGE);
    const { rows } = await client.query<{ run: string; marks: Buffer }>(
      `select e.run, string_agg(substr(e.seal, 1, ${MARK_BYTES}), ''::bytea order by e.seq) as marks
       from unnest($1::text[], $2::int[], $3::int[]) c (run, after, seq) join entries e on e.run = c.run and e.seq > c.after and e.seq <= c.seq
       group by e.run`,
      [page.map(({ run }) => run), page.map(({ after }) => after), page.map(({ seq }) => seq)],
    );
    for (const { run, marks: bytes } of rows) marks.set(run, bytes.toString('base64url'));
  }
  return marks;
}

function broken(detail: string): SeaworthyError {
  return new SeaworthyError('Checkpoint.Broken', detail);
}
