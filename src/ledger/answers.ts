import type { Json } from '../contracts/json';
import { SeaworthyError } from '../contracts/errors';
import type { Ledger } from './ledger';
import { readerOf } from './reader';
import type { StoredBody } from './reader';
import { indexCipher } from './run-cipher';

/** A question to a system: the same of all runs of a tenant. `tool` is the agent's own. */
interface Question {
  run: string;
  agent: string;
  tool: string;
  /** Of the arguments. */
  digest: string;
}

/** Notes that the result of this call is the newest answer there is. */
export async function noteAnswer(ledger: Ledger, question: Question & { call: string }): Promise<void> {
  await ledger.pool.query(
    `insert into answers (tenant, tool, arguments, run, source, at)
       select r.tenant, $2, $3, r.id, r.incarnation || ':call:' || $4 || ':result', clock_timestamp() from runs r where r.id = $1
     on conflict (tenant, tool, arguments) do update set run = excluded.run, source = excluded.source, at = excluded.at`,
    [question.run, ...(await placeOf(ledger, question)), question.call],
  );
}

/** The newest answer to the same question of the run's tenant, if it is no older than `noOlderThan` and its run was not erased. */
export async function recallAnswer(
  ledger: Ledger,
  question: Question & { noOlderThan: string },
): Promise<{ body: Json; at: Date } | undefined> {
  const { rows } = await ledger.pool.query<StoredBody & { at: Date }>(
    `select e.run, e.source, e.header, e.body, a.at from answers a join runs r on r.id = $1 and r.tenant = a.tenant
     join entries e on e.run = a.run and e.source = a.source
     where a.tool = $2 and a.arguments = $3 and a.at > clock_timestamp() - $4::interval`,
    [question.run, ...(await placeOf(ledger, question)), question.noOlderThan],
  );
  if (!rows[0]) return undefined;
  try {
    return { body: (await readerOf(ledger, rows[0].run)).body(rows[0]), at: rows[0].at };
  } catch (error) {
    if (error instanceof SeaworthyError) return undefined; // erased, or it does not open
    throw error;
  }
}

async function placeOf(ledger: Ledger, { agent, tool, digest }: Question): Promise<[tool: string, digest: string]> {
  return [`${agent}.${tool}`, (await indexCipher(ledger)).digest(`answer\n${digest}`)];
}
