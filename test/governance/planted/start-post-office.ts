import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface PostOffice {
  /** Without user and password. */
  address: string;
  received: string[];
  close(): Promise<void>;
}

/** A mail server that wants user and password; the first log-in and the first message it refuses in words that give everything away. */
export async function startPostOffice(wanted: string, words: string): Promise<PostOffice> {
  const received: string[] = [];
  let refusals = 0;
  const refuse = (code: number): Error => Object.assign(new Error(`${words} ${wanted}`), { responseCode: code });
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authMethods: ['PLAIN', 'LOGIN'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 200,
    onAuth({ password }, _session, done) {
      if (password !== wanted || refusals++ === 0) done(refuse(454));
      else done(null, { user: 'planted' });
    },
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (refusals++ < 3) return done(refuse(451));
        received.push(Buffer.concat(chunks).toString());
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
