import type { Pool } from 'pg';
import type { Permit, WorstCase } from './check-fence';
import type { HaltScopes } from './halt-found';
import { OPERATIONS } from './operations';

/** The worst case of a model call that is of no run: from the workflow's month, and that of the operators. */
export async function reserveReplay(pool: Pool, scopes: HaltScopes, call: WorstCase): Promise<Permit> {
  const { rows } = await pool.query<{ permit: Permit }>({
    name: 'reserve-replay',
    text: `select reserve($1, $2, $3, $4, $5, $6, $7, $8, $9, null, $10 * interval '1 ms', $11) as permit`,
    values: [
      ...[OPERATIONS, scopes, call.workflow, call.step, call.model, call.prompt, call.token],
      ...[call.maxTokens, call.leastTokens, call.withinMs, call.input],
    ],
  });
  return rows[0]!.permit;
}
