import type { Json } from '../contracts/json';
import type { Ledger } from './ledger';

export type DrillKind = 'hostile' | 'faults' | 'paths' | 'repeat';

/** What a drill has shown of a workflow. */
export interface Evidence {
  drill: DrillKind;
  workflow: string;
  agentVersion: number;
  rulesVersion: number;
  /** What the workflow was made of, part by part: digests. */
  version: Readonly<Record<string, string>>;
  /** The version of the code that ran. */
  code: string;
  seed: number;
  runs: number;
  passed: boolean;
  /** Ids and counts; nothing that comes from a run. */
  summary: Json;
}

/** `version` is null where it was noted before there was any. */
export type StoredEvidence = Omit<Evidence, 'version'> & { id: number; at: Date; version: Evidence['version'] | null };

export async function putEvidence(ledger: Ledger, evidence: Evidence): Promise<number> {
  const { drill, workflow, agentVersion, rulesVersion, version, code, seed, runs, passed, summary } = evidence;
  const { rows } = await ledger.pool.query<{ id: string }>(
    `insert into evidence (drill, workflow, agent_version, rules_version, version, code, seed, runs, passed, summary)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
    [
      ...[drill, workflow, agentVersion, rulesVersion, JSON.stringify(version)],
      ...[code, seed, runs, passed, JSON.stringify(summary)],
    ],
  );
  return Number(rows[0]!.id);
}

/** The newest of each kind of drill. */
export async function newestEvidence(
  ledger: Ledger,
  workflow: string,
): Promise<Partial<Record<DrillKind, StoredEvidence>>> {
  const { rows } = await ledger.pool.query<StoredEvidence>(
    `select distinct on (drill) id::int, drill, workflow, agent_version as "agentVersion", rules_version as "rulesVersion", version, code, seed::float8 as seed,
       runs, passed, summary, at from evidence where workflow = $1 order by drill, at desc, id desc`,
    [workflow],
  );
  return Object.fromEntries(rows.map((row) => [row.drill, row]));
}
