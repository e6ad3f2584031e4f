/**
 * Does it under a signal that aborts after so many milliseconds (`TimeoutError`), or when the caller's does, with its reason. Held by a timer of
 * our own: `AbortSignal.any` holds `AbortSignal.timeout` weakly, so that a garbage collection in the middle of a request loses the time-out.
 */
export async function within<T>(
  ms: number,
  caller: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DOMException(`Nothing within ${ms} ms.`, 'TimeoutError')), ms);
  const abort = (): void => controller.abort(caller?.reason);
  if (caller?.aborted) abort();
  caller?.addEventListener('abort', abort, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener('abort', abort);
  }
}
