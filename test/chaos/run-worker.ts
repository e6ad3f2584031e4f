// A worker that chaos kills: the project's own, with workflows bundled beforehand. It loads, says so, and starts when it is told at which point it dies.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import '@temporalio/worker';
import '@anthropic-ai/sdk';
import 'pg';
import type * as WorkerModule from '../../worker';
import type * as AgentsModule from '../../src/agents';
import type * as MapsModule from '../../src/workflows/maps';

async function main(): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  console.log('loaded');
  const [fault] = (await once(lines, 'line')) as [string];
  if (fault) process.env['SEAWORTHY_FAULT'] = fault;
  // Only now: a fault is armed by the environment when the module is loaded.
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { startWorker } = require('../../worker') as typeof WorkerModule;
  const { agents } = require('../../src/agents') as typeof AgentsModule;
  const { maps } = require('../../src/workflows/maps') as typeof MapsModule;
  /* eslint-enable @typescript-eslint/no-require-imports */
  const worker = await startWorker({
    env: process.env,
    workflows: {
      path: require.resolve('../../src/workflows'),
      bundle: process.env['WORKFLOW_BUNDLE']!,
      agents,
      maps,
    },
    modelTimeoutMs: 20_000,
    tuning: {
      stickyQueueScheduleToStartTimeout: '2s',
      // A process that is frozen or killed must not take along more than it runs.
      activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 1 },
    },
  });
  console.log('ready');
  await worker.stopped;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
