import type { FastifyRequest } from 'fastify';
import type { Identity } from '../../ledger/identity';
import type { Gateway } from '../create-gateway';
import type { Caller } from './caller';
import type { Sessions } from './sessions';

/** Where the people and services come from that act at the gateway. */
export interface People {
  /** Of their identities. */
  issuer: string;
  /** Whether somebody vouches for them. Those whom nobody checks may call from this machine only. */
  checked: boolean;
  /** Who they are, for whoever starts the gateway. */
  what: string;
  /**
   * Who a request says it is from, other than by a session; undefined where it does not say.
   * @throws SeaworthyError `Identity.Refused`, `Identity.Unavailable`
   */
  named(request: FastifyRequest): Promise<Caller | undefined>;
  /** Whom a name means, to delegate to. @throws SeaworthyError `Input.Invalid` where it is known that there is nobody */
  identityOf(subject: string): Identity;
  /** Where a browser signs out of whoever vouches for people; null where there is no such place. Never throws. */
  signOutAt(): Promise<string | null>;
  /** How a browser signs in, under /sign-in. */
  signInRoutes(sessions: Sessions): (app: Gateway) => Promise<void>;
}
