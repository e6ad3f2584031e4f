import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { SystemError } from '../system-error';

const attempts = 3;

/**
 * Starts something on `port` of 127.0.0.1; 0 = any free one, and another one if somebody takes that in between.
 * @throws SystemError `rejected` if the port asked for is taken.
 */
export async function withPort<T>(port: number, start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(port === 0 ? await freePort() : port);
    } catch (error) {
      const taken = takenPort(error);
      if (taken === undefined || (port === 0 && attempt < attempts)) {
        if (taken === undefined) throw error;
        continue;
      }
      throw new SystemError(`Port ${taken || port} of 127.0.0.1 is taken: end what listens there, or choose another.`, {
        class: 'rejected',
        system: 'local port',
        cause: error,
      });
    }
  }
}

/** A port of 127.0.0.1 that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const { port, release } = await holdPort(0);
  await release();
  return port;
}

/** `port` of 127.0.0.1, or any free one for 0, kept from others until it is released: its number is needed before it is used. */
export async function holdPort(port: number): Promise<{ port: number; release: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy()).once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const release = (): Promise<void> => new Promise((released) => server.close(() => released()));
      resolve({ port: (server.address() as AddressInfo).port, release });
    });
  });
}

/** The number of the taken port, '' if the message does not name it, undefined if the failure is another one. */
function takenPort(error: unknown): string | undefined {
  const message = error instanceof SystemError ? error.message : '';
  if (!/address already in use|only one usage of each socket address/i.test(message)) return undefined;
  return /127\.0\.0\.1:(\d+): bind/.exec(message)?.[1] ?? '';
}
