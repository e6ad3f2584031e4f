import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { SeaworthyError } from '../contracts/errors';
import type { Door } from '../contracts/reads';
import { nameOf } from '../ledger/identity';
import type { Ledger } from '../ledger/ledger';
import { noteReads } from '../ledger/reads';
import type { Gateway } from './create-gateway';
import type { People } from './identity/people';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route tells what runs or documents hold, by this door: it says which by `recordRead` before it answers. */
    reads?: Door;
  }
  interface FastifyRequest {
    /** Notes that the caller is about to be told of these runs and documents. @throws SeaworthyError `Ledger.Unavailable`: then they must not be */
    recordRead(what: readonly string[]): Promise<void>;
  }
}

/** The door by which a request came that another route sends on: of what is told, that one is recorded. */
export const cameBy = new AsyncLocalStorage<Door>();

const OF_ONE = /\/(runs|approvals|documents)\/:/;
/** Of persons and what they have read in a minute. */
const REMEMBERED = 20_000;

/**
 * Sees to it that nothing is read unrecorded. A route that reads one run, approval or document without naming its door is a fault of ours, and so
 * is one that names it and answers without having said what it tells of.
 */
export function recordReads(
  app: Gateway,
  { ledger, people }: { ledger: Ledger; people: Pick<People, 'issuer'> },
): void {
  const noted = new LRUCache<string, true>({ max: REMEMBERED });
  const said = new WeakSet<FastifyRequest>();

  app.decorateRequest('recordRead', async function (this: FastifyRequest, what) {
    const door = cameBy.getStore() ?? this.routeOptions.config.reads;
    if (!door) throw new Error(`${this.routeOptions.url} does not say by which door it is read.`);
    // Where nobody checks who people are, Temporal UI does not say either.
    const by = (this.caller as FastifyRequest['caller'] | undefined) ? nameOf(this.caller.identity) : people.issuer;
    const keyOf = (each: string): string => [each, door, by].join('\n');
    const unnoted = [...new Set(what)].filter((each) => !noted.has(keyOf(each)));
    if (unnoted.length > 0) {
      const start = performance.now();
      const ttl = await noteReads(ledger, { by, door }, unnoted).catch((error: unknown) => {
        this.log.warn(error);
        throw new SeaworthyError('Ledger.Unavailable', 'Who reads this could not be recorded, so it is not told.');
      });
      for (const each of unnoted) noted.set(keyOf(each), true, { ttl, start });
    }
    said.add(this);
  });

  app.addHook('onRoute', ({ method, url, config }) => {
    if (method === 'GET' && OF_ONE.test(url) && !config?.reads)
      throw new Error(`GET ${url} does not say by which door it is read.`);
  });

  app.addHook('onSend', async (request, reply) => {
    const tells = reply.statusCode >= 200 && reply.statusCode < 300 && reply.statusCode !== 204;
    if (tells && request.routeOptions.config.reads && !said.has(request))
      throw new Error(`${request.routeOptions.url} did not say what it tells of.`);
  });
}
