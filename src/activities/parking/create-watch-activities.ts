import type { Watchable } from '../../agents/watchable';
import type { WatchActivities } from '../../contracts/activities';
import type { Deps } from '../deps';
import { createProbe } from './probe';
import { createRelease } from './release';

export interface WatchDeps extends Pick<Deps, 'ledger' | 'model' | 'clientOf'> {
  systems: ReadonlyMap<string, Watchable>;
  /** Wakes a parked run. */
  unpark(workflowId: string): Promise<void>;
  /** Whom the provider is asked about. */
  modelName: string;
}

export function createWatchActivities(deps: WatchDeps): WatchActivities {
  return { probe: createProbe(deps), release: createRelease(deps) };
}
