import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  method: string;
  /** Path and query. */
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  /** Sent as JSON unless it is bytes. */
  body?: unknown;
  afterMs?: number;
}

export interface TinyServer {
  url: string;
  asked: Asked[];
  /** The most requests that were under way at once. */
  most(): number;
  close(): Promise<void>;
}

/** A real HTTP server that answers what it is told to. */
export async function startTinyServer(answer: (asked: Asked) => Answer): Promise<TinyServer> {
  const asked: Asked[] = [];
  let underway = 0;
  let most = 0;
  const server = createServer((request, response) => {
    underway += 1;
    most = Math.max(most, underway);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      asked.push(one);
      const { status = 200, headers: sent = {}, body = {}, afterMs = 0 } = answer(one);
      setTimeout(() => {
        underway -= 1;
        response.writeHead(status, sent).end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
      }, afterMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    most: () => most,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
