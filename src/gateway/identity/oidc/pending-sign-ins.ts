import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SeaworthyError } from '../../../contracts/errors';
import { KeyError } from '../../../integrations/keys/key-ring';
import type { KeyRing } from '../../../integrations/keys/key-ring';

/** How long somebody may take at the provider. Seconds. */
const WITHIN = 10 * 60;
const PATH = '/sign-in/callback';

/** What a browser has to bring back from the provider, to show that it is the one that went there. */
export interface PendingSignIn {
  state: string;
  nonce: string;
  /** Of PKCE (RFC 7636). */
  verifier: string;
  returnTo: string;
}

/** Sign-ins under way: each in a cookie of its own, signed by the gateway, so that two tabs may sign in at once. */
export class PendingSignIns {
  constructor(private readonly deps: { keys: KeyRing; secure: boolean }) {}

  async begin(reply: FastifyReply, pending: PendingSignIn): Promise<void> {
    const value = await this.deps.keys.sign('sign-in', { ...pending, exp: now() + WITHIN });
    this.#set(reply, pending.state, value, WITHIN);
  }

  /** The one that the browser began with this state, which is over with that. @throws SeaworthyError `Identity.Refused` */
  async take(request: FastifyRequest, reply: FastifyReply, state: string): Promise<PendingSignIn> {
    const cookie = parseCookie(request.headers.cookie ?? '')[this.#name(state)];
    if (cookie === undefined)
      throw new SeaworthyError(
        'Identity.Refused',
        'This browser has not begun to sign in, or took longer than ten minutes.',
      );
    this.#set(reply, state, '', 0);
    const claims = await this.deps.keys.verify('sign-in', cookie).catch((error: unknown) => {
      if (error instanceof KeyError) throw new SeaworthyError('Identity.Refused', 'The cookie is not one of ours.');
      throw error;
    });
    const { exp = 0, ...pending } = claims;
    if (now() >= exp) throw new SeaworthyError('Identity.Refused', 'Signing in took longer than ten minutes.');
    return pending as unknown as PendingSignIn;
  }

  /** States are random: their beginning tells them apart. */
  #name(state: string): string {
    return `${this.deps.secure ? '__Secure-' : ''}seaworthy-sign-in-${state.replace(/[^\w-]/g, '').slice(0, 8)}`;
  }

  /** Lax: the browser comes back from another site. */
  #set(reply: FastifyReply, state: string, value: string, maxAge: number): void {
    const attributes = { path: PATH, httpOnly: true, sameSite: 'lax', secure: this.deps.secure, maxAge } as const;
    reply.header('set-cookie', stringifySetCookie(this.#name(state), value, attributes));
  }
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
