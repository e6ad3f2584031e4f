import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault, ProxiedRequest, Rule } from './fault';
import { FaultPlan } from './fault-plan';
import type { Strike } from './fault-plan';
import { httpFront } from './http-front';
import { smtpFront } from './smtp-front';

export interface FaultProxyOptions {
  /** The system: `http://host:port` or `smtp://host:port`. */
  target: string;
  /** 0 or absent: any free port. */
  port?: number;
  seed?: number;
  rules?: readonly Rule[];
}

/** What stands between client and system. */
export interface Front {
  serve(socket: Socket): void;
  close(): void;
}

export interface FaultProxy {
  /** To be given to clients in the place of the system's. */
  url: string;
  /** Replaces the rules in force. */
  set(rules: readonly Rule[]): void;
  /** What it did. */
  strikes(): readonly Strike[];
  /** How many requests came, and how many connections. */
  traffic(): { requests: number; connections: number };
  /** Refuses connections, and resets those that are open, for so long. Resolves when it is back. */
  down(forMs: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * A stand-in for the trouble between us and a system: a proxy in front of any that speaks HTTP/1.1 or SMTP, which lets requests through, or not
 * whole, or not in time, by a plan.
 */
export async function startFaultProxy({
  target,
  port = 0,
  seed = 1,
  rules = [],
}: FaultProxyOptions): Promise<FaultProxy> {
  const plan = new FaultPlan(seed);
  plan.set(rules);
  const to = new URL(target);
  const sockets = new Set<Socket>();
  let requests = 0;
  let connections = 0;
  let closed = false;
  let outage: Promise<void> | undefined;

  const draw = (request: ProxiedRequest): Fault | undefined => {
    requests += 1;
    const fault = plan.draw(request);
    if (fault?.kind === 'down') void down(fault.forMs);
    return fault;
  };
  const front = to.protocol === 'smtp:' ? smtpFront(to, draw) : httpFront(to, draw);
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy()); // clients that hang up
    front.serve(socket);
  });
  const open = async (at: number): Promise<void> => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
  };
  await open(port);
  const { port: ours } = server.address() as AddressInfo;

  const hangUp = async (): Promise<void> => {
    const ended = server.listening ? once(server, 'close') : Promise.resolve();
    if (server.listening) server.close();
    for (const socket of sockets) socket.resetAndDestroy();
    await ended;
  };
  const down = (forMs: number): Promise<void> => {
    outage ??= (async () => {
      await hangUp();
      await wait(forMs);
      outage = undefined;
      if (!closed) await open(ours);
    })();
    return outage;
  };

  return {
    url: `${to.protocol}//127.0.0.1:${ours}`,
    set: (next) => plan.set(next),
    strikes: () => plan.strikes(),
    traffic: () => ({ requests, connections }),
    down,
    close: async () => {
      closed = true;
      await hangUp();
      front.close();
    },
  };
}
