import type { FailureClass } from '../system-error';
import type { Effect } from './http-request';

/**
 * What a status says where nothing else is declared; `undefined` for 2xx. A write whose answer does not say whether it happened is `unknown`: a
 * 5xx may come from something between us and the system that has passed the request on.
 */
export function classOfStatus(status: number, effect: Effect, asksToWait: boolean): FailureClass | undefined {
  if (status >= 200 && status < 300) return undefined;
  const unclear = effect === 'read' ? undefined : 'unknown';
  if (status < 400) return unclear ?? 'malformed';
  if (status === 401) return 'credential';
  if (status === 429) return 'rate-limited';
  if (status === 408 || status >= 500) return unclear ?? (status === 503 && asksToWait ? 'rate-limited' : 'transient');
  return 'rejected';
}
