import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface Written {
  path: string;
  /** The idempotency key that it came under. */
  key: string;
  body: unknown;
  receipt: string;
}

export interface RecordsStandIn {
  url: string;
  /** What was written, oldest first; what came again under its key is not written again. */
  written: () => readonly Written[];
  close: () => Promise<void>;
}

interface Options {
  /** The one that is accepted, in `x-api-key`. */
  apiKey: string;
  /** What `GET /<path>?<name>=<value>` finds, by path and value. */
  reads: Readonly<Record<string, Readonly<Record<string, object>>>>;
  /** What may be posted to. */
  writes: readonly string[];
}

/**
 * A small system over a real socket: finds records by what they are about, and takes writes, each once for its idempotency key. It says what it is
 * in the header `x-stand-in`, and `GET /_standin/written` tells what was written. Nothing of it is kept.
 */
export async function startRecordsStandIn({ apiKey, reads, writes }: Options): Promise<RecordsStandIn> {
  const written = new Map<string, Written>();

  const answer = async (request: IncomingMessage): Promise<{ status: number; body: unknown }> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://standin');
    const path = pathname.slice(1);
    if (path === '_standin/written') return { status: 200, body: [...written.values()] };
    if (request.headers['x-api-key'] !== apiKey) return { status: 401, body: { error: 'another key' } };
    if (request.method === 'GET' && path === 'status') return { status: 200, body: { up: true } };
    if (request.method === 'GET' && reads[path]) {
      const records = reads[path];
      const found = [...searchParams.values()].flatMap((value) =>
        Object.hasOwn(records, value) ? [records[value]] : [],
      );
      return { status: 200, body: found };
    }
    if (request.method === 'POST' && writes.includes(path)) {
      const key = String(request.headers['idempotency-key'] ?? '');
      if (!key) return { status: 400, body: { error: 'no idempotency key' } };
      const body = await json(request);
      const earlier = written.get(key);
      const receipt = earlier?.receipt ?? `${path}-${written.size + 1}`;
      if (!earlier) written.set(key, { path, key, body, receipt });
      return { status: 200, body: { receipt } };
    }
    return { status: 404, body: { error: 'no such route' } };
  };

  const server = createServer((request, response) => {
    answer(request)
      .catch((error: unknown) => ({ status: 400, body: { error: String(error) } }))
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json', 'x-stand-in': 'system' });
        response.end(JSON.stringify(body));
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    written: () => [...written.values()],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
