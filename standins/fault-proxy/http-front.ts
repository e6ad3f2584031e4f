import { createServer, request as ask } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault, ProxiedRequest } from './fault';
import type { Front } from './start-fault-proxy';

interface Answer {
  status: number;
  headers: string[];
  body: Buffer;
}

/** Of one connection, not of the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = /^(connection|keep-alive|proxy-connection|transfer-encoding|upgrade|te|host)$/i;
const SAYS_SO: [string, string] = ['x-stand-in', 'fault-proxy'];

/** HTTP/1.1 as Node reads it, on sockets that faults can break. A connection to the system for each request. */
export function httpFront(to: URL, draw: (request: ProxiedRequest) => Fault | undefined): Front {
  const server = createServer((request, response) => {
    handle(to, request, response, draw).catch(() => request.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  return {
    serve: (socket) => void server.emit('connection', socket),
    close: () => server.closeAllConnections(),
  };
}

async function handle(
  to: URL,
  request: IncomingMessage,
  response: ServerResponse,
  draw: (request: ProxiedRequest) => Fault | undefined,
): Promise<void> {
  const { method = 'GET', url: path = '/', socket } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const fault = draw({ method, path, body: body.toString('utf8') });
  const system = (): Promise<Answer> => whole(passOn(to, request, response, body));

  switch (fault?.kind) {
    case undefined:
      return relay(await passOn(to, request, response, body), response);
    case 'latency':
      await wait(fault.delayMs);
      return relay(await passOn(to, request, response, body), response);
    case 'reset':
      if (fault.at === 'during') await passHalf(to, request, body);
      if (fault.at === 'after') await system();
      socket.resetAndDestroy();
      return;
    case 'no-answer':
      return;
    case 'lost-answer':
      await system();
      return;
    case 'half-answer': {
      const answer = await system();
      response.writeHead(answer.status, [...answer.headers, 'content-length', String(answer.body.length)]);
      response.write(answer.body.subarray(0, answer.body.length / 2), () => socket.destroy());
      return;
    }
    case 'slow-drip':
      return drip(await system(), response, fault.overMs);
    case 'status': {
      if (fault.passOn) await system();
      const retryAfter = fault.retryAfter === undefined ? [] : ['retry-after', fault.retryAfter];
      return answerWith(response, fault.status, 'application/json', [...retryAfter], {
        error: `HTTP ${fault.status} of the fault proxy, which is a stand-in`,
      });
    }
    case 'malformed':
      await system();
      return answerWith(response, 200, 'text/html', [], '<html><body><h1>Maintenance (stand-in)</h1></body></html>');
    case 'wrong-schema':
      await system();
      return answerWith(response, 200, 'application/json', [], { outcome: [{ field: 1 }], standIn: true });
    case 'clock-skew': {
      const answer = await system();
      const headers = withoutHeader(answer.headers, /^date$/i);
      response.writeHead(answer.status, [...headers, 'date', new Date(Date.now() + fault.byMs).toUTCString()]);
      response.end(answer.body);
      return;
    }
    case 'down':
      return; // the connection is reset by whoever closes the door
  }
}

/** Resolves once the system begins to answer. */
function passOn(to: URL, request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const passed = ask(
      {
        host: to.hostname,
        port: to.port || 80,
        method: request.method,
        path: request.url,
        headers: headersFor(to, request, body),
        agent: false,
      },
      resolve,
    );
    passed.on('error', reject);
    response.on('close', () => passed.destroy()); // the client has gone, or has its answer
    passed.end(body);
  });
}

/** Half of the bytes of the request, then the connection is cut. */
async function passHalf(to: URL, request: IncomingMessage, body: Buffer): Promise<void> {
  const headers = headersFor(to, request, body);
  const lines = headers.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${headers[at + 1]}`] : []));
  const head = `${request.method} ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
  const bytes = Buffer.concat([Buffer.from(head, 'latin1'), body]);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(to.port || 80), to.hostname, () => {
      socket.write(bytes.subarray(0, bytes.length / 2), () => (socket.destroy(), resolve()));
    });
    socket.on('error', () => resolve());
  });
}

function headersFor(to: URL, request: IncomingMessage, body: Buffer): string[] {
  const headers = withoutHeader(request.rawHeaders, HOP_BY_HOP, /^content-length$/i);
  const sized = body.length > 0 || request.headers['content-length'] !== undefined;
  return ['host', to.host, ...headers, ...(sized ? ['content-length', String(body.length)] : [])];
}

async function whole(answered: Promise<IncomingMessage>): Promise<Answer> {
  const answer = await answered;
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const headers = withoutHeader(answer.rawHeaders, HOP_BY_HOP, /^content-length$/i);
  return { status: answer.statusCode ?? 502, headers: [...headers, ...SAYS_SO], body: Buffer.concat(chunks) };
}

/** As it comes, so that streams stay streams. */
function relay(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, [...withoutHeader(answer.rawHeaders, HOP_BY_HOP), ...SAYS_SO]);
  answer.on('error', () => response.destroy());
  answer.pipe(response);
}

/** In a hundred parts at most, spread evenly; ends early where the client has gone. */
async function drip({ status, headers, body }: Answer, response: ServerResponse, overMs: number): Promise<void> {
  response.writeHead(status, [...headers, 'content-length', String(body.length)]);
  response.flushHeaders();
  const size = Math.max(1, Math.ceil(body.length / 100));
  const parts = Math.ceil(body.length / size);
  for (let at = 0; at < body.length && !response.destroyed; at += size) {
    await wait(overMs / parts);
    response.write(body.subarray(at, at + size));
  }
  response.end();
}

function answerWith(
  response: ServerResponse,
  status: number,
  type: string,
  headers: string[],
  body: string | object,
): void {
  response.writeHead(status, ['content-type', `${type}; charset=utf-8`, ...headers, ...SAYS_SO]);
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Of a list as `rawHeaders` is: names and values by turns. */
function withoutHeader(raw: readonly string[], ...names: RegExp[]): string[] {
  return raw.filter((_, at) => !names.some((name) => name.test(raw[at - (at % 2)]!)));
}
