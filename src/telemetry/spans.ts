import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Span, SpanKind, Tracer } from '@opentelemetry/api';
import { SystemError } from '../integrations/system-error';

/** Does it in a span of this name. Without a tracer that costs nothing. Of a failure its type alone is told: messages may quote. */
export async function inSpan<T>(
  name: string,
  { kind, attributes }: { kind?: SpanKind; attributes: Attributes },
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return tracer().startActiveSpan(name, { ...(kind === undefined ? {} : { kind }), attributes }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      failed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

export const tracer = (): Tracer => trace.getTracer('seaworthy');

function failed(span: Span, error: unknown): void {
  const { type } = error as { type?: unknown };
  const told = error instanceof SystemError ? error.class : typeof type === 'string' ? type : (error as Error).name;
  span.setAttribute('error.type', told).setStatus({ code: SpanStatusCode.ERROR });
}
