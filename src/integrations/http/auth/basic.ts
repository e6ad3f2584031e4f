import { keepSecret } from '../../secrets';
import type { Authentication } from '../authentication';

/** User and password with each request (RFC 7617). */
export function basic(user: string, password: string): Authentication {
  const pair = Buffer.from(`${user}:${keepSecret(password)}`).toString('base64');
  return { type: 'fixed', credential: { headers: { authorization: `Basic ${keepSecret(pair)}` } } };
}
