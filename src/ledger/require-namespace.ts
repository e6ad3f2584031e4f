import { SeaworthyError } from '../contracts/errors';
import type { Ledger } from './ledger';

/**
 * Binds the ledger to the Temporal namespace (its id) that was looked at first: of what another does not know it says nothing.
 * @throws SeaworthyError `Temporal.Elsewhere`
 */
export async function requireNamespace(ledger: Ledger, namespace: string): Promise<void> {
  const { rows } = await ledger.pool.query<{ namespace: string }>(
    `with bound as (update ledger set namespace = $1 where namespace is null returning namespace)
     select namespace from bound union all select namespace from ledger where namespace is not null`,
    [namespace],
  );
  const bound = rows[0]?.namespace;
  if (bound !== undefined && bound !== namespace)
    throw new SeaworthyError(
      'Temporal.Elsewhere',
      `The runs of this ledger are in the Temporal namespace ${bound}, not in ${namespace}.`,
    );
}
