import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Check } from '../contracts/cases';
import type { NewEntry } from '../contracts/entry';
import { SeaworthyError } from '../contracts/errors';
import type { RunId } from '../contracts/ids';
import type { Json } from '../contracts/json';
import { append } from './append';
import { inTransaction } from './in-transaction';
import type { Ledger } from './ledger';

export type Review =
  | { review: 'confirmed'; category?: string | undefined; case: { step: string; expect: readonly Check[] } }
  | { review: 'rejected' }
  | { review: 'merged'; into: string };

/** Whoever says so takes care of it from now on. @throws SeaworthyError `Flag.Unknown`, `Flag.Reviewed`, `Run.Erased` */
export function ownFlag(ledger: Ledger, flag: string, by: string): Promise<void> {
  return onOpen(ledger, flag, () => [
    { source: `${flag}:owned:${randomUUID()}`, kind: 'flag-owned', step: null, header: { flag }, body: { by } },
  ]);
}

/**
 * What a reviewer makes of a flag, once; who confirms it says what holds from now on, which makes a case of the run's step.
 * @throws SeaworthyError `Flag.Unknown`, `Flag.Reviewed`, `Input.Invalid` for a step that the run has not been in, `Run.Erased`
 */
export function reviewFlag(
  ledger: Ledger,
  flag: string,
  review: Review,
  { by, why }: { by: string; why: string },
): Promise<void> {
  return onOpen(ledger, flag, async (client, { run, category: said }) => {
    const noted = (category?: string): NewEntry => ({
      source: `${flag}:reviewed`,
      kind: 'flag-reviewed',
      step: null,
      header: {
        ...{ flag, review: review.review },
        ...(category ? { category } : {}),
        ...(review.review === 'merged' ? { into: review.into } : {}),
      },
      body: { by, why },
    });
    if (review.review === 'merged') {
      const { rowCount } = await client.query('select 1 from flags where id = $1 and id <> $2', [review.into, flag]);
      if (!rowCount) throw new SeaworthyError('Flag.Unknown', `There is no other flag ${review.into.slice(0, 60)}.`);
    }
    if (review.review !== 'confirmed') return [noted()];
    const { step, expect } = review.case;
    const category = review.category ?? said;
    const id = `case_${flag.replace(/^flag_/, '')}`;
    return [
      noted(review.category),
      {
        source: id,
        kind: 'case-made',
        step: null,
        header: { case: id, flag, step, visit: await lastVisit(client, run, step), category },
        body: { by, why, expect: expect as unknown as Json },
      },
    ];
  });
}

async function lastVisit(client: PoolClient, run: string, step: string): Promise<number> {
  const { rows } = await client.query<{ visit: number }>(
    `select (header::jsonb->>'visit')::int as visit from entries where run = $1 and step = $2 and kind = 'step-entered' order by seq desc limit 1`,
    [run, step],
  );
  if (rows[0]) return rows[0].visit;
  throw new SeaworthyError(
    'Input.Invalid',
    `The run has not been in a step ${step}: name an agent step that it was in.`,
  );
}

interface Open {
  run: string;
  category: string;
}

/** One reviewer at a time, by the lock on the run's row. */
function onOpen(
  ledger: Ledger,
  flag: string,
  entries: (client: PoolClient, open: Open) => NewEntry[] | Promise<NewEntry[]>,
): Promise<void> {
  return inTransaction(ledger.pool, async (client) => {
    const read = 'select run, category, status from flags where id = $1';
    const { rows: found } = await client.query<Open & { status: string }>(read, [flag]);
    if (!found[0]) throw new SeaworthyError('Flag.Unknown', `There is no flag ${flag.slice(0, 60)}.`);
    await client.query('select 1 from runs where id = $1 for update', [found[0].run]);
    const { rows } = await client.query<Open & { status: string }>(read, [flag]);
    const { status, ...open } = rows[0]!;
    if (status !== 'open') throw new SeaworthyError('Flag.Reviewed', `Flag ${flag} is ${status}.`);
    await append(ledger, open.run as RunId, null, await entries(client, open), client);
  });
}
