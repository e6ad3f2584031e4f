import { SystemError } from '../system-error';
import type { Credential } from './authentication';
import type { HttpOptions } from './http-options';
import { nameOfRequest } from './http-request';
import type { HttpRequest } from './http-request';

/**
 * What goes over the wire. @throws SystemError `rejected` for what would name another path; TypeError for a request that its system's declaration
 * does not allow for: a fault of ours
 */
export function toRequest(
  {
    system,
    baseUrl,
    headers,
    idempotencyHeader,
  }: { system: string } & Pick<HttpOptions, 'baseUrl' | 'headers' | 'idempotencyHeader'>,
  request: HttpRequest,
  credential: Credential | undefined,
): { url: URL; init: RequestInit } {
  const { method, body, key } = request;
  const what = nameOfRequest(request);
  const path = request.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = request.params?.[name];
    if (value === undefined) throw new TypeError(`${what} needs ${name}.`);
    // Dots mean folders to a URL, encoded too.
    if (/^\.{0,2}$/.test(value))
      throw new SystemError(`${what} cannot be asked of "${value}" as ${name}.`, { class: 'rejected', system });
    return encodeURIComponent(value);
  });
  if (key !== undefined && !idempotencyHeader)
    throw new TypeError(`${what} has a key, and the system declares no header for it.`);
  const url = new URL(/^https?:/.test(path) ? path : baseUrl.replace(/\/$/, '') + path);
  for (const [name, value] of Object.entries(request.query ?? {}))
    if (value !== undefined) url.searchParams.set(name, String(value));
  const form = body instanceof URLSearchParams;
  return {
    url,
    init: {
      method,
      headers: {
        ...(body && !form && { 'content-type': 'application/json' }),
        ...headers,
        ...credential?.headers,
        ...(key !== undefined && idempotencyHeader && { [idempotencyHeader]: key }),
        ...request.headers,
      },
      ...(body && { body: form ? body : JSON.stringify(body) }),
    },
  };
}
