import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { add, record } from './instruments';
import { metrics } from './metrics';

/** Measures what a step does in activities, counts attempts after the first, and says of what is logged in them of which run and step it is. */
export const measureActivities: ActivityInterceptorsFactory = ({ info }) => {
  const where: { run?: string; step?: string } = {};
  return {
    outbound: { getLogAttributes: (input, next) => ({ ...next(input), ...where }) },
    inbound: {
      execute: async (input, next) => {
        if (info.attempt > 1) add(metrics.retries, 1, { activity: info.activityType });
        const { agent, step, position } = (input.args[0] ?? {}) as {
          agent?: unknown;
          step?: unknown;
          position?: unknown;
        };
        const { run } = (position ?? {}) as { run?: unknown };
        if (typeof run === 'string') where.run = run;
        if (typeof step === 'string') where.step = step;
        if (typeof agent !== 'string' || typeof step !== 'string') return next(input);
        const began = performance.now();
        const over = (outcome: 'done' | 'failed'): void =>
          record(metrics.stepSeconds, (performance.now() - began) / 1_000, { agent, step, outcome });
        try {
          const result = await next(input);
          over(FAILED.has((result as { type?: string } | undefined)?.type ?? '') ? 'failed' : 'done');
          return result;
        } catch (error) {
          over('failed');
          throw error;
        }
      },
    },
  };
};

/** Results by which a step takes its exception path. What people or policy refuse is not a failure. */
const FAILED: ReadonlySet<string> = new Set(['unavailable', 'unknown', 'malformed', 'rejected', 'exhausted']);
