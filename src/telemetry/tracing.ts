import { createHash } from 'node:crypto';
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider, RandomIdGenerator } from '@opentelemetry/sdk-trace-node';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Payload } from '@temporalio/common';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';
import type { RunSpan, TraceSinks } from '../contracts/tracing';
import { attr } from './attributes';
import { sendsOtlp } from './otlp';
import { inSpan, tracer } from './spans';

/** Ids are random, but for spans whose id others know already. */
class SpanIds extends RandomIdGenerator {
  next: string | undefined;
  override generateSpanId = (): string => {
    const id = this.next ?? RANDOM.generateSpanId();
    this.next = undefined;
    return id;
  };
}

const RANDOM = new RandomIdGenerator();
const ids = new SpanIds();
let provider: NodeTracerProvider | undefined;

/** Begins to trace in this process, where the standard variables of OpenTelemetry ask for it; gives an end to it. Once, before what is traced. */
export function startTracing(env: NodeJS.ProcessEnv): { close(): Promise<void> } {
  if (provider || !sendsOtlp(env, 'traces')) return { close: () => Promise.resolve() };
  const started = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': env['OTEL_SERVICE_NAME'] || 'seaworthy' }),
    idGenerator: ids,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  started.register();
  provider = started;
  return { close: () => started.shutdown().catch(() => undefined) };
}

export function traces(): boolean {
  return provider !== undefined;
}

/** Starts of workflows: a span, and its context for the run. */
export const traceStarts: WorkflowClientInterceptor = {
  startWithDetails: (input, next) => {
    if (!traces()) return next(input);
    return inSpan(`start ${input.workflowType}`, { kind: SpanKind.PRODUCER, attributes: {} }, (span) =>
      next({ ...input, headers: { ...input.headers, traceparent: headerOf(span) } }),
    );
  },
};

/** The span of a run, told by its workflow as it ends. */
export const traceSinks: InjectedSinks<TraceSinks> = {
  trace: {
    ended: {
      callDuringReplay: false,
      fn: (_, { parent, spanId, workflowType, startedMs, endedMs, failed }: RunSpan) => {
        ids.next = spanId;
        const attributes = { [attr.operation]: 'invoke_workflow', [attr.workflowName]: workflowType };
        const span = tracer().startSpan(
          `invoke_workflow ${workflowType}`,
          { startTime: startedMs, attributes },
          contextOf(parent),
        );
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end(endedMs);
      },
    },
  },
};

/**
 * A span for each attempt of an activity. One that died with its worker could not send its own, and what was sent from under it would hang in the
 * air: the attempt after it sends it in its place, under the id that both know.
 */
export const traceActivities: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    execute: async (input, next) => {
      const { traceparent } = input.headers;
      if (!traces() || !traceparent) return next(input);
      const parent = contextOf(defaultPayloadConverter.fromPayload<string>(traceparent));
      const { name, attributes } = describe(info.activityType, input.args[0]);
      const left = info.heartbeatDetails as { over?: boolean } | undefined;
      if (info.attempt > 1 && info.heartbeatTimeoutMs !== undefined && left?.over !== true) {
        ids.next = spanIdOf(info, info.attempt - 1);
        const lost = { ...attributes, [attr.errorType]: 'lost' };
        const span = tracer().startSpan(name, { startTime: info.scheduledTimestampMs, attributes: lost }, parent);
        span.setStatus({ code: SpanStatusCode.ERROR }).end(info.currentAttemptScheduledTimestampMs);
      }
      return context.with(parent, () => {
        ids.next = spanIdOf(info, info.attempt);
        return inSpan(name, { attributes }, () => next(input));
      });
    },
  },
});

function describe(type: string, arg: unknown): { name: string; attributes: Record<string, string> } {
  const { agent, tool, call, position } = (arg ?? {}) as Record<string, unknown>;
  const { run } = (position ?? {}) as { run?: unknown };
  const of = typeof run === 'string' ? { [attr.conversation]: run } : {};
  if (type === 'reason')
    return {
      name: `invoke_agent ${String(agent)}`,
      attributes: {
        ...of,
        [attr.operation]: 'invoke_agent',
        [attr.agentName]: String(agent),
        [attr.provider]: 'anthropic',
      },
    };
  if (type === 'act')
    return {
      name: `execute_tool ${String(tool)}`,
      attributes: {
        ...of,
        [attr.operation]: 'execute_tool',
        [attr.toolName]: String(tool),
        [attr.toolCall]: String(call),
      },
    };
  return { name: type, attributes: of };
}

function spanIdOf(
  { workflowExecution, activityId }: { workflowExecution?: { runId: string } | undefined; activityId: string },
  attempt: number,
): string {
  return createHash('sha256')
    .update(`${workflowExecution?.runId}\n${activityId}\n${attempt}`)
    .digest('hex')
    .slice(0, 16);
}

/** W3C trace context. */
function headerOf(span: Span): Payload {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return defaultPayloadConverter.toPayload(`00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`);
}

function contextOf(traceparent: string): Context {
  const [, traceId = '', spanId = '', flags = '00'] =
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent) ?? [];
  const traceFlags = parseInt(flags, 16) & TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
