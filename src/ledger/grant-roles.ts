import type { PoolClient } from 'pg';

const AUDITED = [
  'runs',
  'entries',
  'approvals',
  'claims',
  'parked',
  'breakers',
  'answers',
  'documents',
  'document_runs',
  'subjects',
  'quarantine',
  'checkpoints',
  'ledger',
  'halts',
  'rules',
  'limits',
  'limit_draws',
  'leases',
  'holds',
  'erasures',
  'reads',
  'evidence',
  'rates',
  'drifts',
  'budgets',
  'reservations',
  'batch_requests',
  'model_limits',
  'flags',
  'cases',
  'guidance',
  'proofs',
  'replays',
  'rollouts',
  'rollout_looks',
  'admissions',
  'drizzle.__drizzle_migrations',
].join(', ');

/**
 * Who may do what beside the owner. Entries come into being by append_entries alone, which runs as the owner; nobody changes them. The numbers
 * and heads of runs and the state of approvals are its business too. `for update` needs the right to update some column: `started_at` and
 * `asked_at` are for show and follow from the entries.
 */
const GRANTS: Readonly<Record<string, readonly string[]>> = {
  seaworthy_worker: [
    'select on runs, entries, approvals, claims, documents, document_runs, subjects, drizzle.__drizzle_migrations',
    'insert (id, tenant, starter, temporal_run, workflow, workflow_id, name, registered) on runs', // intake starts runs
    'update (temporal_run, incarnation, wave, name, registered) on runs',
    'insert, update on claims',
    'insert on documents, document_runs, subjects, quarantine',
    'select on halts, rules, limits, limit_draws',
    'insert, update on limits, limit_draws',
    'select on parked, breakers, answers, flags, cases, guidance, erasures',
    'select on proofs, replays, rollouts',
    'update (state, report, done_at) on proofs',
    'insert on replays',
    'insert, update on breakers, answers',
    'update (pass, released_at) on parked',
    'select, insert on intake',
    'select, insert, update on batch_requests',
    'select on rates, drifts',
    'insert (system, contract, field), update on drifts',
    'insert (system) on rates',
    'update (last_at, window_at, taken, taken_before) on rates',
    'select on admissions',
    'select, insert (tenant, object), update on leases',
    'select on webhooks, deliveries',
    'update (ended_at, ended_why) on webhooks',
    'update (state, attempts, answer, tried_at) on deliveries',
  ],
  seaworthy_gateway: [
    'select on runs, entries, approvals, documents, document_runs, subjects, checkpoints, ledger, drizzle.__drizzle_migrations',
    'insert (id, tenant, starter, temporal_run, workflow, workflow_id, name, registered) on runs',
    'update (started_at, name, registered) on runs',
    'select (id, run, tool, call, state) on claims',
    'update (namespace) on ledger',
    'update (asked_at) on approvals',
    'insert on documents, document_runs, subjects, checkpoints',
    'select, insert on halts, rules',
    'update (lifted_at, lifted_by, lifted_why) on halts',
    'update (ended_at, ended_by, ended_why, ended_version) on rules',
    'select, insert, delete on ended_sessions',
    'select on intake, parked, breakers',
    'select on rates, quarantine, drifts',
    'update (closed_at) on drifts',
    'insert (system, rps), update (rps) on rates',
    'select on budgets, reservations, model_limits',
    'select (queue, run, incarnation, state, taken_at, given_up_at) on batch_requests',
    'insert (scope, name, month, limit_usd), update (limit_usd) on budgets',
    'select, insert on evidence, admissions',
    'select, insert on webhooks',
    'update (ended_at, ended_why) on webhooks',
    'select on deliveries',
    'update (state, round, started) on deliveries',
    'select, insert on holds, erasures',
    'update (released_at, released) on holds',
    'update (finished_at) on erasures',
    'select, insert on reads',
    'select on flags, cases',
    'select, insert on guidance, proofs, rollouts, rollout_looks',
    'update (state, ended, ended_at) on rollouts',
    'select on replays',
    'update (active_at, retired_at) on guidance',
  ],
  seaworthy_auditor: [`select on ${AUDITED}`],
};

const OF_WORKERS = [
  ...['halted', 'reserve', 'settle', 'append_and_settle', 'append_and_reserve'],
  ...['lineage', 'delegated_below', 'lease_is_held', 'open_run_budget'],
].join(', ');

/** Brings roles and rights to what stands here; safe to repeat. Roles that the owner may not make are left to an administrator: returns them. */
export async function grantRoles(owner: PoolClient): Promise<string[]> {
  await owner.query(`
    do $$ declare f regprocedure; begin
      -- "create or replace" forgets these: hence here and not in a migration.
      execute 'alter function public.append_entries security definer set search_path = pg_catalog, public, pg_temp';
      for f in select oid from pg_proc where pronamespace = 'public'::regnamespace and proowner = current_user::regrole
          and not exists (select 1 from pg_depend d where d.objid = pg_proc.oid and d.deptype = 'e') loop
        execute format('revoke execute on routine %s from public', f);
      end loop;
      revoke create on schema public from public;
    end $$`);
  const missing: string[] = [];
  for (const [role, grants] of Object.entries(GRANTS)) {
    if (!(await roleIsThere(owner, role))) {
      missing.push(role);
      continue;
    }
    await owner.query(`
      revoke all on all tables in schema public from ${role};
      grant usage on schema public, drizzle to ${role};
      ${grants.map((grant) => `grant ${grant} to ${role};`).join('\n')}
      grant execute on function session_tenant to ${role};
      ${role === 'seaworthy_worker' ? `grant execute on routine ${OF_WORKERS} to ${role};` : ''}
      ${role === 'seaworthy_gateway' ? `grant execute on function documents_going_with, forget_run to ${role};` : ''}
      ${role === 'seaworthy_auditor' ? '' : `grant execute on function append_entries to ${role};`}`);
  }
  return missing;
}

/** Roles belong to the whole server, so another database of it may be making them now. */
async function roleIsThere(owner: PoolClient, role: string): Promise<boolean> {
  const { rows } = await owner.query<{ there: boolean }>(
    'select exists (select 1 from pg_roles where rolname = $1) as there',
    [role],
  );
  if (rows[0]!.there) return true;
  return owner.query(`create role ${role} nologin`).then(
    () => true,
    (error: { code?: string }) => {
      const INSUFFICIENT_PRIVILEGE = '42501';
      if (error.code === INSUFFICIENT_PRIVILEGE) return false;
      const ALREADY = ['42710', '23505'];
      if (ALREADY.includes(error.code ?? '')) return true;
      throw error;
    },
  );
}
