import type { FailureClass } from '../system-error';

/** `idempotent`: a write that the system does once, however often it is sent. */
export type Effect = 'read' | 'idempotent' | 'write';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base address, such as `/invoices/{draft}/commit`: errors and contracts name it as it stands here, without what is filled in. */
  path: string;
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number | undefined>>;
  effect: Effect;
  /** Sent as JSON, or as a form. */
  body?: object | URLSearchParams;
  headers?: Readonly<Record<string, string>>;
  /** Goes into the system's idempotency header. */
  key?: string;
  /** What it is called where the path does not tell, as with remote procedures; instead of method and path. */
  name?: string;
  /** What a status means here, before what it means for the system. */
  classes?: Readonly<Partial<Record<number, FailureClass>>>;
}

/** What errors and contracts call a request: nothing of it is personal. */
export const nameOfRequest = ({ name, method, path }: HttpRequest): string =>
  name ?? `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`;
