import { Check } from '../contracts/cases';
import type { CaseItem } from '../contracts/cases';
import { SeaworthyError } from '../contracts/errors';
import type { RunId } from '../contracts/ids';
import type { Json } from '../contracts/json';
import { append } from './append';
import type { Ledger } from './ledger';
import { tellerOf } from './reader';

interface Row extends Omit<CaseItem, 'expect' | 'at' | 'retired'> {
  made_at: Date;
  retired_at: Date | null;
  source: string;
  header: string;
  body: Buffer;
}

/** The newest thousand of a workflow, by the type that Temporal knows it by, or of all; the oldest of them first. With `all`, those that were retired too. */
export async function listCases(
  ledger: Ledger,
  { workflow, tenants, all = false }: { workflow?: string; tenants?: readonly string[]; all?: boolean } = {},
): Promise<CaseItem[]> {
  const { rows } = await ledger.pool.query<Row>(
    `select c.id, c.flag, c.run, c.workflow, c.step, c.visit, c.category, c.made_at, c.retired_at, e.source, e.header, e.body
     from cases c join entries e on e.run = c.run and e.seq = c.made_seq
     where ($1::text is null or c.workflow = $1) and ($2::text[] is null or c.tenant = any ($2)) and ($3 or c.retired_at is null)
     order by c.made_at desc, c.id limit 1000`,
    [workflow ?? null, tenants ?? null, all],
  );
  return Promise.all(
    rows.reverse().map(async ({ made_at: at, retired_at: retired, source, header, body, ...row }) => {
      const teller = await tellerOf(ledger, row.run);
      const made = teller.body({ run: row.run, source, header, body });
      return { ...row, expect: expectIn(made), at: at.toISOString(), retired: retired !== null };
    }),
  );
}

/** It is kept, and asked of no candidate any more. @throws SeaworthyError `Case.Unknown`, `Run.Erased` */
export async function retireCase(ledger: Ledger, id: string, note: { by: string; why: string }): Promise<void> {
  const { rows } = await ledger.pool.query<{ run: string }>(
    'select run from cases where id = $1 and retired_at is null',
    [id],
  );
  if (!rows[0]) throw new SeaworthyError('Case.Unknown', `There is no case ${id.slice(0, 60)} in force.`);
  await append(ledger, rows[0].run as RunId, null, [
    { source: `${id}:retired`, kind: 'case-retired', step: null, header: { case: id }, body: note },
  ]);
}

/** Undefined of a case that there is not. */
export async function tenantOfCase(ledger: Ledger, id: string): Promise<string | undefined> {
  const { rows } = await ledger.pool.query<{ tenant: string }>('select tenant from cases where id = $1', [id]);
  return rows[0]?.tenant;
}

/** Null where its run was erased, or it does not open. */
function expectIn(made: Json): Check[] | null {
  const parsed = Check.array().safeParse((made as { expect?: unknown } | null)?.expect);
  return parsed.success ? parsed.data : null;
}
