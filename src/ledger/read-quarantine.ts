import { SeaworthyError } from '../contracts/errors';
import type { DriftItem, KeptAnswer, KeptItem } from '../contracts/quarantine';
import type { Ledger } from './ledger';
import { tellerOf } from './reader';

const COLUMNS = 'id::int, run, step, tool, system, contract, at';
const MOST = 500;

type Row = Omit<KeptItem, 'at'> & { at: Date };

/** What drifts, or with `all` has drifted, the latest first. */
export async function listDrifts(ledger: Ledger, { all = false } = {}): Promise<DriftItem[]> {
  const { rows } = await ledger.pool.query<
    Pick<DriftItem, 'system' | 'contract' | 'field' | 'times'> & { since: Date; last_at: Date; closed_at: Date | null }
  >('select * from drifts where $1 or closed_at is null order by last_at desc limit 500', [all]);
  return rows.map(({ since, last_at: last, closed_at: closed, ...drift }) => ({
    ...drift,
    since: since.toISOString(),
    last: last.toISOString(),
    closed: closed?.toISOString() ?? null,
  }));
}

/** The newest, without what they say. */
export async function listKept(
  ledger: Ledger,
  { system, contract }: { system?: string; contract?: string | undefined } = {},
): Promise<KeptItem[]> {
  const { rows } = await ledger.pool.query<Row>(
    `select ${COLUMNS} from quarantine where ($1::text is null or system = $1) and ($2::text is null or contract = $2)
     order by id desc limit ${MOST}`,
    [system, contract],
  );
  return rows.map(toItem);
}

/** One, whole; of an erased run `(erased)`. @throws SeaworthyError `Answer.Unknown` */
export async function readKept(ledger: Ledger, id: number): Promise<KeptAnswer> {
  const { rows } = await ledger.pool.query<Row & { answer: Buffer }>(
    `select ${COLUMNS}, answer from quarantine where id = $1`,
    [id],
  );
  if (!rows[0]) throw new SeaworthyError('Answer.Unknown', `There is no answer ${id} in quarantine.`);
  const { answer, ...row } = rows[0];
  const teller = await tellerOf(ledger, row.run);
  return { ...toItem(row), answer: teller.text('quarantine', answer.toString('base64url')) };
}

/** The drift of a request is over. */
export async function closeDrift(ledger: Ledger, system: string, contract: string): Promise<void> {
  await ledger.pool.query(
    'update drifts set closed_at = clock_timestamp() where system = $1 and contract = $2 and closed_at is null',
    [system, contract],
  );
}

const toItem = ({ at, ...row }: Row): KeptItem => ({ ...row, at: at.toISOString() });
