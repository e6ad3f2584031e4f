import type { ModelLimit } from '../contracts/systems';
import type { Ledger } from './ledger';

/** What is left now of the provider's limits, of the models of which it has said something; 0 where calls wait for their turn. */
export async function readModelLimits({ pool }: Ledger): Promise<ModelLimit[]> {
  const { rows } = await pool.query<ModelLimit>(
    `select model, kind, most::float8 as most,
       floor(greatest(0, least(most, level + per_second * extract(epoch from clock_timestamp() - at))))::float8 as left
     from model_limits order by model, kind`,
  );
  return rows;
}
