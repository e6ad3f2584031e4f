/** The error codes of a request that did not get as far as a connection: nothing of it can have arrived. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** A request without an answer: refused, reset, timed out. */
export class ConnectionFault extends Error {
  readonly code: string;
  readonly timedOut: boolean;
  /** Whether the system may have received it. */
  readonly mayHaveArrived: boolean;

  constructor(cause: unknown) {
    const code = codeOf(cause);
    super(`no answer (${code})`, { cause });
    this.name = 'ConnectionFault';
    this.code = code;
    this.timedOut = code === 'TimeoutError';
    this.mayHaveArrived = !NEVER_CONNECTED.has(code);
  }
}

/** `fetch` wraps the error of the socket as the cause of its own. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error ? codeOf(error.cause) : error.name;
}
