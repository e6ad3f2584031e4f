import { randomUUID } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SeaworthyError } from '../../contracts/errors';
import { KeyError } from '../../integrations/keys/key-ring';
import type { KeyRing } from '../../integrations/keys/key-ring';
import { endSession, hasEnded } from '../../ledger/ended-sessions';
import type { Ledger } from '../../ledger/ledger';
import type { Caller } from './caller';

const MINUTE = 60;
/** Without a call for so long, a session is over; and after so long in any case. Seconds. */
const IDLE = 30 * MINUTE;
const LONGEST = 8 * 60 * MINUTE;
/** Browsers drop what is larger, without a word (RFC 6265, 6.1). Characters. */
const LARGEST = 3_900;
/** How often the cookie is made anew, to say that there was a call. */
const NOTED_EVERY = MINUTE;

interface Claims extends Pick<Caller, 'identity' | 'name' | 'roles'> {
  jti: string;
  /** Null: all. */
  tenants: readonly string[] | null;
  /** When it was last used, and when it is over in any case. Seconds. */
  seen: number;
  exp: number;
}

/**
 * Sessions of browsers. The cookie is the session, signed by the gateway: who somebody is and what they may do is nowhere in the database, where
 * its owner could change it. The database only knows which sessions were ended.
 */
export class Sessions {
  readonly #cookie: string;

  constructor(
    private readonly deps: {
      ledger: Ledger;
      keys: KeyRing;
      /** Sessions of people that others vouched for are none here. */
      issuer: string;
      /** Whether browsers come by https. */
      secure: boolean;
    },
  ) {
    this.#cookie = deps.secure ? '__Host-seaworthy' : 'seaworthy';
  }

  /** Always a new one, whatever cookie the browser has: nobody can be given a session that somebody else knows. @throws SeaworthyError `Identity.Refused` */
  async open(reply: FastifyReply, { identity, name, roles, tenants }: Caller): Promise<void> {
    const seen = now();
    const exp = seen + LONGEST;
    await this.#write(reply, { jti: randomUUID(), identity, name, roles, tenants: tenants ?? null, seen, exp });
  }

  /** Whose session the request is part of; undefined where it has no cookie. @throws SeaworthyError `Identity.Refused` */
  async read(request: FastifyRequest, reply: FastifyReply): Promise<Caller | undefined> {
    const claims = await this.#claims(request);
    if (!claims) return undefined;
    if (await hasEnded(this.deps.ledger, claims.jti))
      throw new SeaworthyError('Identity.Refused', 'The session was ended.');
    if (now() - claims.seen >= NOTED_EVERY) await this.#write(reply, { ...claims, seen: now() });
    const { identity, name, roles, tenants } = claims;
    return { identity, name, roles, tenants: tenants ?? undefined, by: 'session' };
  }

  /** Ends it for every copy of the cookie. */
  async end(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const claims = await this.#claims(request);
    if (claims) await endSession(this.deps.ledger, { id: claims.jti, until: new Date(claims.exp * 1000) });
    this.#set(reply, '', 0);
  }

  async #claims(request: FastifyRequest): Promise<Claims | undefined> {
    const cookie = parseCookie(request.headers.cookie ?? '')[this.#cookie];
    if (cookie === undefined) return undefined;
    const claims = await this.deps.keys.verify('session', cookie).catch((error: unknown) => {
      if (error instanceof KeyError) throw new SeaworthyError('Identity.Refused', 'The cookie is not one of ours.');
      throw error;
    });
    const { identity, seen, exp } = claims as unknown as Claims;
    if (identity.issuer !== this.deps.issuer)
      throw new SeaworthyError('Identity.Refused', `Nobody vouches for people of ${identity.issuer} here.`);
    if (now() >= Math.min(exp, seen + IDLE)) throw new SeaworthyError('Identity.Refused', 'The session is over.');
    return claims as unknown as Claims;
  }

  async #write(reply: FastifyReply, claims: Claims): Promise<void> {
    const cookie = await this.deps.keys.sign('session', { ...claims });
    if (cookie.length > LARGEST)
      throw new SeaworthyError('Identity.Refused', 'You have more roles and tenants than a session can hold.');
    this.#set(reply, cookie);
  }

  /** Lax and not strict: who comes back from the identity provider, or by a link in a mail, is still signed in. */
  #set(reply: FastifyReply, value: string, maxAge?: number): void {
    const { secure } = this.deps;
    const kept = maxAge === undefined ? {} : { maxAge };
    const attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure, ...kept } as const;
    reply.header('set-cookie', stringifySetCookie(this.#cookie, value, attributes));
  }
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
