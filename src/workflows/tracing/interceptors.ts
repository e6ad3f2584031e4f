import { defaultPayloadConverter, proxySinks, workflowInfo } from '@temporalio/workflow';
import type { WorkflowInterceptors } from '@temporalio/workflow';
import type { TraceSinks } from '../../contracts/tracing';

/**
 * Hands the trace of whoever started the run on to its activities. The span of the run takes its id from Temporal's, so that every replay knows the
 * same one and none is drawn; it is told once, at the end, outside of replay. No command depends on any of it.
 */
export function interceptors(): WorkflowInterceptors {
  const { workflowType, runId, startTime } = workflowInfo();
  const spanId = runId.replaceAll('-', '').slice(-16);
  let parent: string | undefined;
  const { trace } = proxySinks<TraceSinks>();
  const over = (failed: boolean): void => {
    const [startedMs, endedMs] = [startTime.getTime(), Date.now()];
    if (parent) trace.ended({ parent, spanId, workflowType, startedMs, endedMs, failed });
  };
  return {
    inbound: [
      {
        execute: async (input, next) => {
          const { traceparent } = input.headers;
          parent = traceparent && defaultPayloadConverter.fromPayload<string>(traceparent);
          try {
            const result = await next(input);
            over(false);
            return result;
          } catch (error) {
            over(true);
            throw error;
          }
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => {
          if (!parent) return next(input);
          const own = parent.replace(/-[0-9a-f]{16}-/, `-${spanId}-`);
          return next({ ...input, headers: { ...input.headers, traceparent: defaultPayloadConverter.toPayload(own) } });
        },
      },
    ],
  };
}
