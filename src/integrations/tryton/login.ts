import { z } from 'zod';
import { keepSecret } from '../secrets';
import { SystemError } from '../system-error';
import { rpcRequest } from './rpc-request';
import type { RenewedAuthentication } from '../http/authentication';

const LoginAnswer = z.object({ result: z.tuple([z.int(), z.string().min(1)]) });

/** Tryton slows down who gives wrong passwords and, after five, refuses the right one as well: a refused one is left alone for so long. */
const LEFT_ALONE_MS = 5 * 60_000;

/** A login with user and password; the session it gives ends when Tryton says so. */
export function login({ user, password }: { user: string; password: string }): RenewedAuthentication['obtain'] {
  let refusedAt = -Infinity;
  return async (ask) => {
    if (performance.now() - refusedAt < LEFT_ALONE_MS) throw refused();
    const method = 'common.db.login';
    try {
      const { result } = await ask(rpcRequest(method, [user, { password: keepSecret(password) }], 'read'), LoginAnswer);
      const [id, key] = result;
      const token = keepSecret(Buffer.from(`${user}:${id}:${key}`).toString('base64'));
      return { headers: { authorization: `Session ${token}` } };
    } catch (error) {
      if (!(error instanceof SystemError) || error.class !== 'credential') throw error;
      refusedAt = performance.now();
      throw refused();
    }
  };
}

const refused = (): SystemError =>
  new SystemError(
    'Tryton refused the login. Check ERP_USER and ERP_PASSWORD; it is tried again in five minutes, as Tryton locks out who tries too often.',
    { class: 'credential', system: 'erp', code: '401' },
  );
