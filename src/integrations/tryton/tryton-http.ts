import { sessionLogin } from '../http/auth/session-login';
import type { HttpOptions } from '../http/http-options';
import { login } from './login';

export interface TrytonSettings {
  /** Of the server, such as `https://tryton.example`. */
  url: string;
  database: string;
  user: string;
  password: string;
}

/** Its workers are few, and what waits there runs out of time: it waits here. */
const REQUESTS_AT_ONCE = 4;

/** How Tryton speaks HTTP: every call is a POST to its database, under a session. What went wrong stands in the answer (`rpc-answer.ts`). */
export const trytonHttp = ({ url, database, user, password }: TrytonSettings): HttpOptions => ({
  baseUrl: `${url.replace(/\/+$/, '')}/${encodeURIComponent(database)}`,
  title: 'Tryton',
  concurrency: REQUESTS_AT_ONCE,
  auth: sessionLogin(login({ user, password })),
});
