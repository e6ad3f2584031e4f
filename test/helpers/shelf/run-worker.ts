import { DefaultLogger, Runtime } from '@temporalio/worker';
import { startWorker } from '../../../worker';
import { shelfAgent } from './shelf-agent';
import { shelfMap } from './workflows';

// A worker in a process of its own, for tests that stop or kill it. One poller: a frozen process must not swallow more than it runs.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
});
const { WORKFLOW_BUNDLE: bundle, MAIN_QUEUE: mainQueue, MODEL_TIMEOUT_MS: modelTimeoutMs } = process.env;
void startWorker({
  env: process.env,
  ...(mainQueue ? { mainQueue } : {}),
  ...(modelTimeoutMs ? { modelTimeoutMs: Number(modelTimeoutMs) } : {}),
  workflows: {
    path: require.resolve('./workflows'),
    ...(bundle ? { bundle } : {}),
    agents: { [shelfAgent.name]: shelfAgent },
    maps: { [shelfMap.name]: shelfMap },
  },
  tuning: { activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 1 } },
}).then(() => console.log('ready'));
