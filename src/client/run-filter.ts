import type { RunStatus } from '../contracts/http';

/** `id`: how the workflow id begins; `usd`: US dollars it has cost at least. By more than the state is searched in Temporal. */
export type RunFilter = {
  status?: RunStatus | undefined;
  id?: string | undefined;
  step?: string | undefined;
  role?: string | undefined;
  usd?: number | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
};
