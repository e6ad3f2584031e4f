import type { ClientBase } from 'pg';

/** What an edit did: the first entry of each run that is not what it was, or that the run is gone (seq null). */
export type Damage = { run: string; seq: number | null }[];

export interface Ground {
  client: ClientBase;
  random: (below: number) => number;
  /** Runs and how many of their entries checkpoints cover. */
  covered: ReadonlyMap<string, number>;
  /** Seq of each run at the time of each dump, oldest first. */
  dumps: readonly { schema: string; seqs: ReadonlyMap<string, number> }[];
}

type Edit = (ground: Ground, reseal: boolean) => Promise<Damage>;

/** What an attacker who owns the database brings along. */
export const ATTACKERS_TOOLS = `
  create schema attack;
  create function attack.reseal(p_run text) returns void language plpgsql as $$
  declare e public.entries; h bytea := decode(repeat('00', 32), 'hex'); n int := 0;
  begin
    for e in select * from public.entries where run = p_run order by seq loop
      h := sha256(h || sha256(public.sealed_header(e.run, e.seq, e.source, e.kind, e.step, e.at, e.header)) || sha256(e.body));
      update public.entries set seal = h where run = e.run and seq = e.seq;
      n := e.seq;
    end loop;
    update public.runs set seq = n, head = h where id = p_run;
  end $$;
  create function attack.renumber(p_run text, p_from int, p_by int) returns void language sql as $$
    update public.entries set seq = -seq where run = p_run and seq >= p_from;
    update public.entries set seq = -seq + p_by where run = p_run and seq < 0;
  $$`;

const TABLES = ['approvals', 'claims', 'entries', 'runs'] as const;

/** Notes the ledger as it is, for later. */
export async function dump(client: ClientBase, schema: string): Promise<void> {
  await client.query(`create schema ${schema}`);
  for (const table of TABLES) await client.query(`create table ${schema}.${table} as table public.${table}`);
}

function anywhere({ covered, random }: Ground, leave = 0): { run: string; seq: number; last: number } {
  const [run, last] = [...covered][random(covered.size)]!;
  return { run, last, seq: 1 + random(last - leave) };
}

const change =
  (set: string): Edit =>
  async (ground, reseal) => {
    const { run, seq } = anywhere(ground);
    const { rowCount } = await ground.client.query(`update entries set ${set} where run = $1 and seq = $2`, [run, seq]);
    if (rowCount !== 1) throw new Error('nothing was edited');
    if (reseal) await ground.client.query('select attack.reseal($1)', [run]);
    return [{ run, seq }];
  };

async function takeAway({ client }: Ground, schema: string | undefined, run: string | null): Promise<void> {
  for (const table of TABLES) {
    const column = table === 'runs' ? 'id' : 'run';
    await client.query(`delete from ${table} where $1::text is null or ${column} = $1`, [run]);
    if (schema)
      await client.query(
        `insert into ${table} ${table === 'claims' ? 'overriding system value' : ''} select * from ${schema}.${table} where $1::text is null or ${column} = $1`,
        [run],
      );
  }
}

export const edits: Readonly<Record<string, Edit>> = {
  'change header': change(`header = header || ' '`),
  'change body': change(`body = body || '\\x20'`),
  'change kind': change(`kind = case kind when 'parked' then 'unparked' else 'parked' end`),
  'change step': change(`step = case when step is null then 'other' else null end`),
  'change at': change(`at = at + interval '1 microsecond'`),
  'change source': change(`source = source || '!'`),
  'change seal': async (ground) => change(`seal = sha256(seal)`)(ground, false),
  'change seq': async (ground, reseal) => {
    const { run, seq } = anywhere(ground, 1);
    await ground.client.query('update entries set seq = 100000 where run = $1 and seq = $2', [run, seq]);
    if (!reseal) return [{ run, seq }];
    await ground.client.query('select attack.renumber($1, $2, -1), attack.reseal($1)', [run, seq + 1]);
    return [{ run, seq }];
  },
  delete: async (ground, reseal) => {
    const { run, seq } = anywhere(ground);
    await ground.client.query('delete from entries where run = $1 and seq = $2', [run, seq]);
    if (ground.random(2) || reseal) await ground.client.query('select attack.renumber($1, $2, -1)', [run, seq + 1]);
    if (reseal) await ground.client.query('select attack.reseal($1)', [run]);
    return [{ run, seq }];
  },
  swap: async (ground, reseal) => {
    const { run, seq, last } = anywhere(ground, 1);
    const other = seq + 1 + ground.random(last - seq);
    await ground.client.query(`update entries set seq = -seq where run = $1 and seq in ($2, $3)`, [run, seq, other]);
    await ground.client.query(
      `update entries set seq = case -seq when $2::int then $3::int else $2::int end where run = $1 and seq < 0`,
      [run, seq, other],
    );
    if (reseal) await ground.client.query('select attack.reseal($1)', [run]);
    return [{ run, seq }];
  },
  insert: async (ground, reseal) => {
    const { run, seq } = anywhere(ground);
    await ground.client.query('select attack.renumber($1, $2, 1)', [run, seq]);
    await ground.client.query(
      `insert into entries select run, $2, 'forged', kind, step, at, header, body, seal from entries where run = $1 and seq = $3`,
      [run, seq, seq + 1],
    );
    if (reseal) await ground.client.query('select attack.reseal($1)', [run]);
    return [{ run, seq }];
  },
  'cut the tail': async (ground, reseal) => {
    const { run, seq } = anywhere(ground);
    await ground.client.query('delete from entries where run = $1 and seq >= $2', [run, seq]);
    if (reseal) await ground.client.query('select attack.reseal($1)', [run]);
    return [{ run, seq }];
  },
  'roll back a run': async (ground) => {
    const { schema, seqs } = ground.dumps[ground.random(ground.dumps.length)]!;
    const { run } = anywhere(ground);
    await takeAway(ground, schema, run);
    const seq = seqs.get(run);
    return [{ run, seq: seq === undefined ? null : seq + 1 }];
  },
  'roll back and grow again': async (ground) => {
    const { run, last } = anywhere(ground, 1);
    const { schema, seqs } = ground.dumps[0]!;
    if (!seqs.has(run)) return edits['roll back a run']!(ground, true);
    await takeAway(ground, schema, run);
    const seq = seqs.get(run)! + 1;
    await ground.client.query(
      `insert into entries select $1, n, 'forged:' || n, 'fact-established', null, now(), '{"name":"n"}', '\\x31', '\\x00' from generate_series($2::int, $3::int) n`,
      [run, seq, last + 3],
    );
    await ground.client.query('select attack.reseal($1)', [run]);
    return [{ run, seq }];
  },
  'roll back everything': async (ground) => {
    const { schema, seqs } = ground.dumps[ground.random(ground.dumps.length)]!;
    await takeAway(ground, schema, null);
    return [...ground.covered]
      .filter(([run, last]) => (seqs.get(run) ?? -1) < last)
      .map(([run]) => ({ run, seq: seqs.has(run) ? seqs.get(run)! + 1 : null }));
  },
  'remove a run': async (ground) => {
    const { run } = anywhere(ground);
    if (ground.random(2)) await takeAway(ground, undefined, run);
    else await ground.client.query('delete from runs where id = $1', [run]);
    return [{ run, seq: null }];
  },
};
