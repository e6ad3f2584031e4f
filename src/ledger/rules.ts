import { SeaworthyError } from '../contracts/errors';
import type { PolicyRule, RuleItem } from '../contracts/operations';
import type { Ledger } from './ledger';
import { operate } from './operations';

/** The rules in force, and the version that they are. */
export interface RuleSet {
  version: number;
  rules: PolicyRule[];
}

interface Row extends Omit<PolicyRule, 'id'> {
  id: string;
  version: number;
  why: string;
  made_by: string;
  since: Date;
  ended_at: Date | null;
  ended_by: string | null;
  ended_why: string | null;
  ended_version: number | null;
}

/** What a policy decision needs of the rules, as one JSON value: for a query of its own, or beside the facts. */
export const RULES_IN_FORCE = `(select jsonb_build_object(
    'version', coalesce(greatest(max(version), max(ended_version)), 0),
    'rules', coalesce(jsonb_agg(jsonb_build_object('id', id, 'agent', agent, 'tenant', tenant, 'environment', environment, 'target', target,
      'name', name, 'fact', fact, 'effect', effect, 'role', role, 'within', within) order by id) filter (where ended_at is null), '[]'))
  from rules)`;

const NEXT_VERSION = '(select coalesce(greatest(max(version), max(ended_version)), 0) + 1 from rules)';

export async function readRules(ledger: Ledger): Promise<RuleSet> {
  const { rows } = await ledger.pool.query<{ set: RuleSet }>({
    name: 'rules',
    text: `select ${RULES_IN_FORCE} as set`,
  });
  return rows[0]!.set;
}

export function addRule(ledger: Ledger, rule: Omit<PolicyRule, 'id'> & { why: string; by: string }): Promise<RuleItem> {
  return operate(ledger, async (client) => {
    const { rows } = await client.query<Row>(
      `insert into rules (version, agent, tenant, environment, target, name, fact, effect, role, within, why, made_by)
       values (${NEXT_VERSION}, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning *`,
      [
        rule.agent,
        rule.tenant,
        rule.environment,
        rule.target,
        rule.name,
        rule.fact,
        rule.effect,
        rule.role,
        rule.within,
        rule.why,
        rule.by,
      ],
    );
    const { why, by, ...added } = itemOf(rows[0]!);
    return {
      result: { why, by, ...added },
      entry: {
        source: `rule:${added.id}`,
        kind: 'rule-added',
        step: null,
        header: { version: added.version, rule: added.id, effect: added.effect },
        body: { by, why, rule: added },
      },
    };
  });
}

/** @throws SeaworthyError `Rule.Unknown` when there is none in force with this id */
export function endRule(ledger: Ledger, end: { id: number; why: string; by: string }): Promise<RuleItem> {
  return operate(ledger, async (client) => {
    const { rows } = await client.query<Row>(
      `update rules set ended_at = clock_timestamp(), ended_by = $2, ended_why = $3, ended_version = ${NEXT_VERSION}
       where id = $1 and ended_at is null returning *`,
      [end.id, end.by, end.why],
    );
    if (!rows[0]) throw new SeaworthyError('Rule.Unknown', `Rule ${end.id} is not in force.`);
    const ended = itemOf(rows[0]);
    return {
      result: ended,
      entry: {
        source: `rule:${end.id}:ended`,
        kind: 'rule-ended',
        step: null,
        header: { version: ended.ended!.version, rule: end.id },
        body: { by: end.by, why: end.why },
      },
    };
  });
}

/** Those in force, the oldest first; with `all` the newest hundred that ever were. */
export async function listRules(ledger: Ledger, { all = false } = {}): Promise<RuleItem[]> {
  const { rows } = await ledger.pool.query<Row>(
    all ? 'select * from rules order by id desc limit 100' : 'select * from rules where ended_at is null order by id',
  );
  return rows.map(itemOf);
}

function itemOf(row: Row): RuleItem {
  const { made_by: by, since, ended_at: at, ended_by: endedBy, ended_why: endedWhy, ended_version: endedVersion } = row;
  const { version, agent, tenant, environment, target, name, fact, effect, role, within, why } = row;
  return {
    id: Number(row.id),
    ...{ version, agent, tenant, environment, target, name, fact, effect, role, within, why, by },
    since: since.toISOString(),
    ended: at && { version: endedVersion ?? 0, at: at.toISOString(), by: endedBy ?? '', why: endedWhy ?? '' },
  };
}
