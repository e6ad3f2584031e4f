/** What a system's client may need from where it runs, beside its settings. */
export interface Platform {
  env: NodeJS.ProcessEnv;
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
  /** Activities a second over the whole fleet, held by the task queue. */
  rps?: number;
  /** What it answers was written by others, who may try to steer the agent: the run's fact `untrustedText` comes from here. */
  untrusted?: boolean;
  requestTimeoutMs: number;
  /** How long after a request it may still take effect. */
  settlesWithinMs: number;
  /** Transient failures of one call that are tried again before the step takes its onUnavailable path. Being asked to wait does not count. */
  retries: number;
  connect(platform: Platform): Client;
}

export function defineSystem<Client>(system: System<Client>): System<Client> {
  if (system.inline && system.rps !== undefined)
    throw new TypeError(`System ${system.name} declares a rate, so it cannot be inline.`);
  return system;
}

/** The task queue that serves a system, beside the workflows' own. */
export function queueOf(system: Pick<System, 'name' | 'inline'>, mainQueue: string): string {
  return system.inline ? mainQueue : `${mainQueue === 'seaworthy' ? '' : `${mainQueue}.`}system.${system.name}`;
}
