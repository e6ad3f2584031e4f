import { DefaultLogger, Runtime } from '@temporalio/worker';
import { shelfAgent } from '../../test/helpers/shelf/shelf-agent';
import { shelfMap } from '../../test/helpers/shelf/workflows';
import { startWorker } from '../../worker';

/** Above the runs that move at once, and below those that wait, or these stay in memory. */
const CACHED = 200;

// A worker in a process of its own, so that its memory is its own.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
});
void startWorker({
  env: process.env,
  workflows: {
    path: require.resolve('../../test/helpers/shelf/workflows'),
    agents: { [shelfAgent.name]: shelfAgent },
    maps: { [shelfMap.name]: shelfMap },
  },
  tuning: { maxCachedWorkflows: CACHED },
}).then(() => console.log('ready'));
