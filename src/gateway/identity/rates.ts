import type { FastifyReply, FastifyRequest } from 'fastify';
import { SeaworthyError } from '../../contracts/errors';
import { nameOf } from '../../ledger/identity';
import type { Gateway } from '../create-gateway';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Counted as an attempt to sign in. */
    signsIn?: boolean;
    /** Called for each payload that a page shows: as often as somebody known may call, whoever calls. */
    often?: boolean;
  }
}

/** Calls in a minute, in each process of the gateway: of an identity, of an address that does not say who it is, and signing in from one. */
export const perMinute = { identified: 6_000, unidentified: 600, signIn: 120 };

/** Counts a call. @throws SeaworthyError `Rate.Limited`, with how long to wait in `retry-after` */
export type Count = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** Needs `@fastify/rate-limit`. */
export function limitRates(app: Gateway): { identified: Count; unidentified: Count } {
  const counter = (max: number, keyGenerator?: (request: FastifyRequest) => string): Count => {
    const count = app.createRateLimit({ max, timeWindow: 60_000, ...(keyGenerator ? { keyGenerator } : {}) });
    return async (request, reply) => {
      const counted = await count(request);
      if (counted.isAllowed || !counted.isExceeded) return;
      reply.header('retry-after', counted.ttlInSeconds);
      throw new SeaworthyError('Rate.Limited', `${max} calls in a minute were made.`);
    };
  };
  const identified = counter(perMinute.identified, ({ caller }) => nameOf(caller.identity));
  const byAddress = counter(perMinute.unidentified);
  const oftenByAddress = counter(perMinute.identified);
  const signIn = counter(perMinute.signIn);
  return {
    identified,
    unidentified: (request, reply) => {
      const { signsIn, often } = request.routeOptions.config;
      return (signsIn ? signIn : often ? oftenByAddress : byAddress)(request, reply);
    },
  };
}
