import { DefaultLogger, Runtime } from '@temporalio/worker';
import { startWorker } from '../../worker';

// The project's own worker in a process that a test freezes. One poller: a frozen process must not swallow more than it runs.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
});
void startWorker({
  env: process.env,
  tuning: { activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 1 } },
}).then(() => console.log('ready'));
