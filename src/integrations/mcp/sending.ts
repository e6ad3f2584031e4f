import { AsyncLocalStorage } from 'node:async_hooks';

/** One call of a tool while it is under way: how its transport is told when it may send, and how it tells what became of that. */
export interface Sending {
  beforeSend: () => void;
  /** Aborted when nobody waits for the call any more. */
  signal?: AbortSignal;
  /** Whether the server may have received the call. */
  sent: boolean;
  /** What `beforeSend` threw: it comes out unchanged. */
  forbidden?: { error: unknown };
  stop(reason: Error): void;
}

/** The SDK hands a message over several functions on; what is sent under a call is known by this. */
export const sending = new AsyncLocalStorage<Sending>();

/** To be called synchronously right before the bytes of a `tools/call` leave. */
export function aboutToSend(): Sending | undefined {
  const call = sending.getStore();
  if (!call) return undefined;
  call.signal?.throwIfAborted();
  try {
    call.beforeSend();
  } catch (error) {
    call.forbidden = { error };
    throw error;
  }
  call.sent = true;
  return call;
}

/** An answer that is larger than we take. */
export class AnswerTooLarge extends Error {
  constructor(readonly mostBytes: number) {
    super('answer too large');
    this.name = 'AnswerTooLarge';
  }
}
