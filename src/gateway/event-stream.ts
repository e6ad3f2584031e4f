import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** How long nothing may be said before a comment is: proxies end what is silent. */
export const HEARTBEAT_MS = 15_000;

/** A server-sent event. What has no `id` is not resumed from. */
export interface ServerEvent {
  event: string;
  id?: string | number;
  data: unknown;
}

/**
 * Answers with server-sent events (WHATWG HTML, 9.2) until there are no more, the caller leaves, or `closing`; `undefined` is a heartbeat. Who
 * reads slowly holds up `events`, not memory.
 */
export function sendEvents(
  reply: FastifyReply,
  closing: AbortSignal,
  events: (signal: AbortSignal) => AsyncIterable<ServerEvent | undefined>,
): FastifyReply {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const texts = textsOf(events(AbortSignal.any([closing, gone.signal])));
  return reply
    .type('text/event-stream')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no') // nginx would collect them
    .send(Readable.from(texts, { objectMode: true, highWaterMark: 1 }));
}

async function* textsOf(events: AsyncIterable<ServerEvent | undefined>): AsyncIterable<string> {
  yield ': \n\n'; // headers go out with the first byte
  for await (const event of events) {
    if (!event) yield ': \n\n';
    else {
      const id = event.id === undefined ? '' : `id: ${event.id}\n`;
      yield `${id}event: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`; // JSON has no line breaks of its own
    }
  }
}
