import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'protobufjs';
import type { Type } from 'protobufjs';

/** As much of opentelemetry/proto/collector/trace/v1 as is looked at. */
const PROTO = `syntax = "proto3";
message Request { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { repeated ScopeSpans scope_spans = 2; }
message ScopeSpans { repeated Span spans = 2; }
message Span { bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; repeated KeyValue attributes = 9; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; } }
message ArrayValue { repeated AnyValue values = 1; }`;

interface ReceivedSpan {
  trace: string;
  id: string;
  /** Empty for a root. */
  parent: string;
  name: string;
  attributes: Record<string, unknown>;
}

interface Decoded {
  resourceSpans: { scopeSpans: { spans: DecodedSpan[] }[] }[];
}
interface DecodedSpan {
  traceId: Buffer;
  spanId: Buffer;
  parentSpanId?: Buffer;
  name: string;
  attributes?: { key: string; value: Record<string, unknown> }[];
}

export interface CollectorStandIn {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  url: string;
  spans: readonly ReceivedSpan[];
  close(): Promise<void>;
}

/** Takes in the traces that OTLP exporters send over HTTP, and keeps them; metrics it takes and drops. */
export async function startCollectorStandIn(): Promise<CollectorStandIn> {
  const type = parse(PROTO).root.lookupType('Request');
  const spans: ReceivedSpan[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.url === '/v1/traces') spans.push(...spansIn(type, Buffer.concat(parts)));
      response.writeHead(200, { 'content-type': 'application/x-protobuf', 'x-stand-in': 'collector' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function spansIn(type: Type, bytes: Buffer): ReceivedSpan[] {
  const message = type.toObject(type.decode(bytes), { longs: Number, arrays: true }) as Decoded;
  return message.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(received)));
}

function received({ traceId, spanId, parentSpanId, name, attributes = [] }: DecodedSpan): ReceivedSpan {
  return {
    trace: Buffer.from(traceId).toString('hex'),
    id: Buffer.from(spanId).toString('hex'),
    parent: Buffer.from(parentSpanId ?? []).toString('hex'),
    name,
    attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
  };
}
