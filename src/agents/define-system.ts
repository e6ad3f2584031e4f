import type { z } from 'zod';
import type { HttpOptions } from '../integrations/http/http-options';
import type { Permit } from '../integrations/http/permit';
import { SystemHttp } from '../integrations/http/system-http';

/** What a system's client may need from where it runs, beside its settings. */
export interface Platform {
  env: NodeJS.ProcessEnv;
  /** To be taken before each request; clients over `http` do it by themselves. */
  permit: Permit;
  documents: {
    get(id: string): Promise<{ bytes: Buffer; mediaType: string }>;
    put(document: { bytes: Uint8Array; mediaType: string; filename?: string }): Promise<string>;
  };
}

/** Something outside that we do not control. All times in milliseconds. */
export interface System<Client = unknown> {
  name: string;
  /** Reads run inside `reason`, without a dispatch. Only for a system with no fleet-wide rate and no credentials of its own. */
  inline: boolean;
  /**
   * Requests a second that the whole fleet may make, unless an operator has set another rate. Exact: each takes a permit. The task queue starts
   * no more activities than that either, so that not too many wait.
   */
  rps?: number;
  /** What it answers was written by others, who may try to steer the agent: the run's fact `untrustedText` comes from here. */
  untrusted?: boolean;
  requestTimeoutMs: number;
  /** How long after a request it may still take effect. */
  settlesWithinMs: number;
  /**
   * For how long a write may be unknown before a person is asked as well, and how often the system is asked from then on. A quarter of an hour
   * where it is not given.
   */
  asksPeopleAfterMs: number;
  /** Transient failures of one call that are tried again before the step takes its onUnavailable path. Being asked to wait does not count. */
  retries: number;
  /** What answers are taken for, by the request they are to, so that those kept in quarantine can be held against it again. */
  answers?: Readonly<Record<string, z.ZodType>>;
  connect(platform: Platform): Client;
  /** Ends what `connect` began, when the worker stops. */
  disconnect?(client: Client): Promise<void>;
  /**
   * Asks whether it is there and takes our credentials, without an effect. Throws as any call does. Where there is none, the first runs that are
   * released try it.
   */
  probe?(client: Client): Promise<void>;
}

type Declared<Client> = Omit<System<Client>, 'asksPeopleAfterMs' | 'connect'> &
  Partial<Pick<System<Client>, 'asksPeopleAfterMs'>>;

/** A system that speaks HTTP says how, and is given requests that know it. */
interface HttpSystem<Client> extends Declared<Client> {
  http(env: NodeJS.ProcessEnv): HttpOptions;
  connect(platform: Platform & { http: SystemHttp }): Client;
}

interface OtherSystem<Client> extends Declared<Client> {
  http?: undefined;
  connect(platform: Platform): Client;
}

const ASKS_PEOPLE_AFTER_MS = 15 * 60_000;

export function defineSystem<Client>(declared: HttpSystem<Client>): System<Client>;
export function defineSystem<Client>(declared: OtherSystem<Client>): System<Client>;
export function defineSystem<Client>(declared: HttpSystem<Client> | OtherSystem<Client>): System<Client> {
  if (declared.inline && declared.rps !== undefined)
    throw new TypeError(`System ${declared.name} declares a rate, so it cannot be inline.`);
  const connect = (platform: Platform): Client => {
    if (!declared.http) return declared.connect(platform);
    const { name, requestTimeoutMs } = declared;
    const options = { ...declared.http(platform.env), system: name, requestTimeoutMs, permit: platform.permit };
    return declared.connect({ ...platform, http: new SystemHttp(options) });
  };
  return { asksPeopleAfterMs: ASKS_PEOPLE_AFTER_MS, ...declared, connect };
}

/** The task queue that serves a system, beside the workflows' own. */
export function queueOf(system: Pick<System, 'name' | 'inline'>, mainQueue: string): string {
  return system.inline ? mainQueue : `${mainQueue === 'seaworthy' ? '' : `${mainQueue}.`}system.${system.name}`;
}
