import { randomUUID } from 'node:crypto';
import type { RunId } from '../contracts/ids';
import type { AdmissionItem } from '../contracts/readiness';
import type { Ledger } from './ledger';
import { operate } from './operations';

/** What a gateway signs. Times in seconds, as JWT has them. */
export interface AdmissionClaims {
  workflow: string;
  environment: string;
  agentVersion: number;
  /** Digests of what the workflow was made of. */
  parts: Readonly<Record<string, string>>;
  /** Of the rules in force when it was admitted. */
  rules: number;
  /** Criteria that did not hold and were waived. */
  waived: readonly string[];
  by: string;
  jti: string;
  iat: number;
  exp: number;
}

/** As it is stored; nobody has looked at the signature yet. */
export interface StoredAdmission {
  id: number;
  token: string;
  /** By the database's clock. */
  now: Date;
}

/** Keeps an admission, with the entry that says who and on which waivers it rests. */
export function putAdmission(
  ledger: Ledger,
  { claims, version, token, why }: { claims: AdmissionClaims; version: string; token: string; why: string },
): Promise<AdmissionItem> {
  const { workflow, environment, by, waived } = claims;
  return operate(ledger, async (client) => {
    const { rows } = await client.query<Row>(
      `insert into admissions (workflow, environment, version, token, made_by, expires_at) values ($1, $2, $3, $4, $5, $6)
       returning ${COLUMNS}`,
      [workflow, environment, version, token, by, new Date(claims.exp * 1_000)],
    );
    const admission = itemOf(rows[0]!);
    const { id, until } = admission;
    return {
      result: admission,
      entry: {
        source: `admission:${randomUUID()}`,
        kind: 'workflow-admitted',
        step: null,
        header: { admission: id, workflow, environment, version, until },
        body: { by, why, waived: [...waived] },
      },
    };
  });
}

/** The last for each environment. */
export async function listAdmissions(ledger: Ledger, workflow: string): Promise<AdmissionItem[]> {
  const { rows } = await ledger.pool.query<Row>(
    `select distinct on (environment) ${COLUMNS} from admissions where workflow = $1 order by environment, id desc`,
    [workflow],
  );
  return rows.map(itemOf);
}

/** The last of a workflow for an environment. */
export async function newestAdmission(
  ledger: Ledger,
  { workflow, environment }: { workflow: string; environment: string },
): Promise<StoredAdmission | undefined> {
  const { rows } = await ledger.pool.query<StoredAdmission>(
    `select id::int, token, clock_timestamp() as now from admissions where workflow = $1 and environment = $2 order by id desc limit 1`,
    [workflow, environment],
  );
  return rows[0];
}

/** The one that a run began by, as the run's own entry says; `now` is when it said so. */
export async function admissionOfRun(ledger: Ledger, run: RunId): Promise<StoredAdmission | undefined> {
  const { rows } = await ledger.pool.query<StoredAdmission>(
    `select a.id::int, a.token, e.at as now from entries e join admissions a on a.id = (e.header::jsonb->>'admission')::bigint
     where e.run = $1 and e.kind = 'run-admitted' order by e.seq limit 1`,
    [run],
  );
  return rows[0];
}

const COLUMNS = 'id::int, workflow, environment, version, made_by as by, made_at as since, expires_at as until';

type Row = Omit<AdmissionItem, 'since' | 'until'> & { since: Date; until: Date };

function itemOf({ since, until, ...row }: Row): AdmissionItem {
  return { ...row, since: since.toISOString(), until: until.toISOString() };
}
