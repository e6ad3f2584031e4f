import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Outburst {
  method: string;
  path: RegExp;
  /** What has to stand in it. */
  about: string;
  status: number;
  /** From the request as it came: headers and body. */
  body: (request: string) => unknown;
}

export interface EchoingProxy {
  url: string;
  /** Those that have not happened. */
  left(): Outburst[];
  close(): Promise<void>;
}

/** A proxy before a system that answers some requests itself, each kind once, with what it was sent. */
export async function startEchoingProxy(target: string, outbursts: readonly Outburst[]): Promise<EchoingProxy> {
  let left = [...outbursts];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await textOf(request);
      const { method = '', url = '/' } = request;
      const found = left.find(
        (each) => each.method === method && each.path.test(url) && (url + body).includes(each.about),
      );
      if (found) {
        left = left.filter((each) => each !== found);
        const said = found.body(`${JSON.stringify(request.headers)} ${body}`);
        response.writeHead(found.status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
        return;
      }
      const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
      const answer = await fetch(target + url, {
        method,
        headers: headers as Record<string, string>,
        ...(method === 'GET' ? {} : { body }),
      });
      response.writeHead(answer.status, Object.fromEntries(forwardable(answer.headers)));
      response.end(Buffer.from(await answer.arrayBuffer()));
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    left: () => left,
    close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function forwardable(headers: Headers): [string, string][] {
  return [...headers].filter(([name]) => !['content-length', 'content-encoding', 'transfer-encoding'].includes(name));
}
