import { ConnectionFault } from '../http/connection-fault';
import type { Permit } from '../http/permit';
import { aboutToSend, AnswerTooLarge, sending } from './sending';

export interface Bounds {
  mostBytes: number;
  /** Where the server has a rate. */
  permit?: Permit | undefined;
}

/**
 * `fetch` for the transport of one server: each request takes a permit, also for tokens; it says when a call is about to be sent, and takes no
 * answer beyond `mostBytes`.
 */
export function boundedFetch(
  server: URL,
  { mostBytes, permit }: Bounds,
): (url: string | URL, init?: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const method = new URL(url).href === server.href && init?.method === 'POST' ? methodIn(init.body) : undefined;
    const signal = sending.getStore()?.signal ?? init?.signal ?? undefined;
    await permit?.({ signal, patient: method !== 'tools/call' });
    const firstTime = sending.getStore()?.sent === false;
    const call = method === 'tools/call' ? aboutToSend() : undefined;
    try {
      const response = await fetch(url, init);
      // A subscription goes on for as long as the connection.
      return method && method !== 'subscriptions/listen' ? bounded(response, mostBytes) : response;
    } catch (error) {
      if (call && firstTime && !new ConnectionFault(error).mayHaveArrived) call.sent = false;
      throw error;
    }
  };
}

function bounded(response: Response, mostBytes: number): Response {
  if (!response.ok || !response.body) return response;
  const call = sending.getStore();
  let bytes = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes <= mostBytes) return controller.enqueue(chunk);
        const reason = new AnswerTooLarge(mostBytes);
        call?.stop(reason);
        controller.error(reason);
      },
    }),
  );
  const { status, statusText, headers } = response;
  return new Response(counted, { status, statusText, headers });
}

function methodIn(body: RequestInit['body']): string | undefined {
  if (typeof body !== 'string') return undefined;
  const { method } = JSON.parse(body) as { method?: unknown };
  return typeof method === 'string' ? method : undefined;
}
