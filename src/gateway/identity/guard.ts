import type { FastifyReply, FastifyRequest } from 'fastify';
import { SeaworthyError } from '../../contracts/errors';
import type { Gateway } from '../create-gateway';
import type { Caller } from './caller';
import { may } from './may';
import type { People } from './people';
import { limitRates } from './rates';
import type { Sessions } from './sessions';
import { allowPreflight, shareWithOrigin } from './foreign-origin';
import { refuseCrossSite, refuseForeign } from './site';
import type { Site } from './site';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; not on routes that everyone may call. */
    caller: Caller;
  }
}

/** Puts the one check before every route: where the call comes from, who calls, how often, and whether they may. Bodies are read after it. */
export function guard(
  app: Gateway,
  { people, sessions, site }: { people: People; sessions: Sessions; site: Site },
): void {
  const rates = limitRates(app);
  app.decorateRequest('caller');
  app.addHook('onRoute', ({ method, url, config }) => {
    if (!config?.may) throw new Error(`${String(method)} ${url} does not say who may call it.`);
    if (config.origin && method !== 'OPTIONS') allowPreflight(app, url, config.origin);
  });

  const identify = async (request: FastifyRequest, reply: FastifyReply): Promise<Caller> => {
    const caller = (await people.named(request)) ?? (await sessions.read(request, reply));
    if (!caller) throw new SeaworthyError('Identity.Missing');
    return caller;
  };

  app.addHook('onRequest', async (request, reply) => {
    refuseForeign(request, site);
    shareWithOrigin(request, reply);
    const { may: asked } = request.routeOptions.config;
    if (!asked || asked === 'everyone') return rates.unidentified(request, reply); // no route says nothing: it is none
    try {
      request.caller = await identify(request, reply);
    } catch (error) {
      await rates.unidentified(request, reply);
      throw error;
    }
    await rates.identified(request, reply);
    if (request.caller.by === 'session') refuseCrossSite(request);
    reply.header('cache-control', 'no-store');
    if (request.caller.tenants && request.routeOptions.config.tenants !== 'own')
      throw new SeaworthyError('Tenant.NotYours', 'You act for some tenants only.');
    if (!may(request.caller.roles, asked))
      throw new SeaworthyError('Role.Missing', `${request.caller.name} is not ${[asked].flat().join(' or ')}.`);
  });
}
