import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface CutOff {
  /** The same server, by way of this proxy. */
  url: string;
  /** From now on no byte passes either way, and nobody is told: sockets stay open, new ones are taken and lead nowhere. */
  cut(): void;
  /** Lets everything pass again, what was held back first. */
  mend(): void;
  /** Breaks every connection there is; new ones pass. */
  drop(): void;
  close(): Promise<void>;
}

/** A TCP proxy before a server, to take it out of reach as a broken network does. */
export async function startCutOff(serverUrl: string): Promise<CutOff> {
  const target = new URL(serverUrl);
  const pairs = new Set<readonly [Socket, Socket]>();
  let isCut = false;
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname);
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (bytes) => void to.write(bytes));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        to.destroy();
        pairs.delete(pair);
      });
      if (isCut) from.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(serverUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    cut: () => {
      isCut = true;
      for (const socket of [...pairs].flat()) socket.pause();
    },
    mend: () => {
      isCut = false;
      for (const socket of [...pairs].flat()) socket.resume();
    },
    drop: () => {
      for (const socket of [...pairs].flat()) socket.resetAndDestroy();
    },
    close: async () => {
      for (const socket of [...pairs].flat()) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
