import type { PoolClient } from 'pg';
import type { RunId } from '../contracts/ids';
import { inTransaction } from './in-transaction';
import type { Ledger } from './ledger';
import { indexCipher } from './run-cipher';

export type Leased =
  | { type: 'taken' }
  | {
      type: 'held';
      by: RunId;
      /** Waiting for it could be for ever: who holds it may wait for what is held above. */ mayWait: boolean;
    }
  | { type: 'conflict'; with: RunId; end: string };

interface Lease {
  object: string;
  run: RunId | null;
  held: boolean;
  /** Held by a run that handed work on, down to this one. */
  ours: boolean;
}

/**
 * Takes for `child` all the things that it is to act on, or none. Who has handed work down to it may hold them already. A thing is held while
 * the run that took it is open, so nobody has to give it back, however that run ends; until the child has begun, while its parent is.
 *
 * No deadlock can form: whoever waits holds only things that come before all that it waits for, in one order for all runs, or does not wait.
 */
export async function takeLeases(
  ledger: Ledger,
  {
    tenant,
    objects,
    run,
    child,
    at,
  }: { tenant: string; objects: readonly string[]; run: RunId; child: RunId; at: Date },
): Promise<Leased> {
  const cipher = await indexCipher(ledger);
  const keys = [...new Set(objects.map((object) => cipher.digest(['lease', tenant, object].join('\n'))))].sort();
  if (keys.length === 0) return { type: 'taken' };
  return inTransaction(ledger.pool, async (client) => {
    await client.query(
      'insert into leases (tenant, object) select $1, k from unnest($2::text[]) k order by k collate "C" on conflict do nothing',
      [tenant, keys],
    );
    await client.query(
      'select 1 from leases where tenant = $1 and object = any ($2) order by object collate "C" for update',
      [tenant, keys],
    );
    const leases = await read(client, { tenant, keys, run, child });
    const wanted = leases.filter(({ ours }) => !ours);
    const taken = wanted.find(({ held }) => held);
    if (taken) {
      const { rows } = await client.query<{ last: string | null }>(LAST_HELD_ABOVE, [tenant, run]);
      const last = rows[0]!.last;
      return { type: 'held', by: taken.run!, mayWait: last === null || wanted.every(({ object }) => object > last) };
    }
    const acted = await lastToAct(client, { tenant, keys: wanted.map(({ object }) => object), run, at });
    if (acted) return { type: 'conflict', ...acted };
    await client.query(
      `update leases set run = $3, parent = $4, taken_at = clock_timestamp() where tenant = $1 and object = any ($2)`,
      [tenant, wanted.map(({ object }) => object), child, run],
    );
    return { type: 'taken' };
  });
}

async function read(
  client: PoolClient,
  { tenant, keys, run, child }: { tenant: string; keys: readonly string[]; run: RunId; child: RunId },
): Promise<Lease[]> {
  const { rows } = await client.query<Lease>(
    `select l.object, l.run, lease_is_held(l) as held,
       l.run = $4 or lease_is_held(l) and l.run in (select a.run from lineage($3) a) as ours
     from leases l where l.tenant = $1 and l.object = any ($2) order by l.object collate "C"`,
    [tenant, keys, run, child],
  );
  return rows.map((lease) => ({ ...lease, ours: lease.ours === true }));
}

const LAST_HELD_ABOVE = `
  select max(l.object collate "C") as last from leases l
  where l.tenant = $1 and lease_is_held(l) and l.run in (select a.run from lineage($2) a)`;

/**
 * Who has written, as the last to hold one of these, what this run could not know: since the root of its lineage began, or, where that is the root
 * of both, since it asked.
 */
async function lastToAct(
  client: PoolClient,
  { tenant, keys, run, at }: { tenant: string; keys: readonly string[]; run: RunId; at: Date },
): Promise<{ with: RunId; end: string } | undefined> {
  const { rows } = await client.query<{ with: RunId; end: string }>(
    `with root as (select a.run, r.started_at from lineage($3) a join runs r on r.id = a.run order by a.depth desc limit 1)
     select r.id as with, coalesce(r.run_end, '') as end from leases l join runs r on r.id = l.run cross join root
     where l.tenant = $1 and l.object = any ($2) and exists (
       select 1 from claims c where c.run in (select d.run from delegated_below(l.run) d) and c.state in ('sending', 'unknown', 'settled')
         and c.created_at > case when root.run in (select a.run from lineage(l.run) a) then $4 else root.started_at end)
     order by l.object collate "C" limit 1`,
    [tenant, keys, run, at],
  );
  return rows[0];
}
