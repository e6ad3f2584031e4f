import type { BatchActivities } from '../../contracts/activities';
import type { BatchDeps } from './batch-deps';
import { createCollectBatches } from './collect-batches';
import { createSendBatches } from './send-batches';

export function createBatchActivities(deps: BatchDeps): BatchActivities {
  return { sendBatches: createSendBatches(deps), collectBatches: createCollectBatches(deps) };
}
