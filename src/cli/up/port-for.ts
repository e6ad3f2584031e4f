import { createServer } from 'node:net';
import { SeaworthyError } from '../../contracts/errors';

interface Wish {
  /** What the user asked for: it, or nothing. */
  wanted: number | undefined;
  /** Otherwise this one if it is free, else 0: any. */
  preferred: number;
  /** How to ask for another. */
  option: string;
}

/** A port of 127.0.0.1 to listen on, 0 for any free one. @throws SeaworthyError `Config.Invalid` if the one asked for is taken */
export async function portFor({ wanted, preferred, option }: Wish): Promise<number> {
  const port = wanted ?? preferred;
  if (port === 0 || (await isFree(port))) return port;
  if (wanted === undefined) return 0;
  throw new SeaworthyError(
    'Config.Invalid',
    `Port ${port} is taken: end what listens there, or choose another by ${option}.`,
  );
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
