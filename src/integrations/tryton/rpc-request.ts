import type { HttpRequest } from '../http/http-request';

let requests = 0;

/** One object with these members and no others: with another one, Tryton answers errors as pages of HTML. */
export const rpcRequest = (method: string, params: readonly unknown[], effect: 'read' | 'write'): HttpRequest => ({
  method: 'POST',
  path: '/',
  name: method,
  effect,
  body: { id: ++requests, method, params },
});
