// Needs PostgreSQL (stack). What no client of ours would send, over real sockets.
import { connect } from 'node:net';
import type { RunningGateway } from '../../src/gateway/start-gateway';
import { call } from '../helpers/call';
import { openBareGateway } from './bare-gateway';

let gateway: RunningGateway;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ gateway, close } = await openBareGateway());
});
afterAll(() => close());

/** Sends these bytes, and reads until the gateway hangs up. */
async function send(text: string): Promise<{ status: number; code: string | undefined }> {
  const { hostname, port } = new URL(gateway.url);
  const answer = await new Promise<string>((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(text, 'latin1'));
    socket.on('data', (part) => parts.push(part));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(parts).toString()));
  });
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]), code: /"code":"([\w.]+)"/.exec(answer)?.[1] };
}

const HOST = (): string => new URL(gateway.url).host;
const get = (target: string, headers: readonly string[] = [`Host: ${HOST()}`]): string =>
  [`GET ${target} HTTP/1.1`, ...headers, 'Seaworthy-As: reviewer', 'Connection: close', '', ''].join('\r\n');

it('the same request without a trick is answered', async () => {
  expect(await send(get('/v1/runs'))).toEqual({ status: 200, code: undefined });
  expect(await send(get(`${gateway.url}/v1/runs`))).toEqual({ status: 200, code: undefined });
});

const invalid = { status: 400, code: 'Input.Invalid' };
const unknown = { status: 404, code: 'Route.Unknown' };
it.each([
  ['a way up', '/v1/runs/../halts', unknown],
  ['a way up that is encoded', '/v1/runs/..%2f..', invalid],
  ['dots that are encoded', '/v1/runs/%2e%2e', { status: 404, code: 'Run.Unknown' }],
  ['dots and slashes that are encoded', '/v1/runs/%2e%2e%2fhalts', invalid],
  ['a way up that is encoded twice', '/v1/runs/%252e%252e%252fhalts', invalid],
  ['a way up, with backslashes', '/v1/runs/..%5c..', invalid],
  ['a way up that is too long in UTF-8', '/v1/runs/%c0%ae%c0%ae', invalid],
  ['a document outside', '/v1/documents/..%2f..%2fetc%2fpasswd', invalid],
  ['two slashes at first', '//v1/runs', unknown],
  ['two slashes within', '/v1//runs', unknown],
  ['a null byte', '/v1/runs/run_%00', invalid],
  ['a null byte in the query', '/v1/runs?cursor=%00', invalid],
  ['a line break', '/v1/runs/a%0d%0aSet-Cookie:%20a=b', invalid],
  ['half a byte', '/v1/runs/%f', invalid],
  ['no bytes', '/v1/runs/%zz', invalid],
  ['an id of 201 characters', `/v1/runs/${'x'.repeat(201)}`, invalid],
  ['an id of 10,000 characters', `/v1/runs/${'x'.repeat(10_000)}`, { status: 414, code: 'Input.Invalid' }],
  ['what every object has', '/v1/runs/__proto__', { status: 404, code: 'Run.Unknown' }],
  ['what an array of objects has', '/v1/approvals?role[]=x&__proto__[x]=y&limit=constructor', invalid],
  ['a parameter twice', '/v1/runs?status=ended&status=running', invalid],
  ['capitals', '/V1/runs', unknown],
  ['a semicolon', '/v1/runs;x=y', unknown],
])('a path with %s is refused', async (_, target, refusal) => {
  expect(await send(get(target))).toEqual(refusal);
});

const foreign = { status: 403, code: 'Origin.Refused' };
it.each<[string, () => string, object]>([
  ['with the host of another site', () => get('/v1/runs', ['Host: evil.example']), foreign],
  ['with another port', () => get('/v1/runs', ['Host: evil.example:80']), foreign],
  ['with a name that only begins like ours', () => get('/v1/runs', ['Host: 127.0.0.1.evil.example']), foreign],
  ['with somebody in front of the host', () => get('/v1/runs', ['Host: x@evil.example']), foreign],
  ['with an empty host', () => get('/v1/runs', ['Host:']), foreign],
  ['that is for another site, whatever its host', () => get('http://evil.example/v1/runs'), foreign],
  ['that is for another scheme', () => get('file:///v1/runs'), foreign],
  ['that is for no site', () => get('evil'), { status: 400, code: undefined }],
  ['of a page of another site', () => get('/v1/runs', [`Host: ${HOST()}`, 'Origin: https://evil.example']), foreign],
  ['without a host', () => get('/v1/runs', []), { status: 400, code: undefined }],
  [
    'in two readings',
    () =>
      `POST /v1/halts HTTP/1.1\r\nHost: ${HOST()}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/runs HTTP/1.1\r\n\r\n`,
    { status: 400, code: undefined },
  ],
  ['that is no HTTP', () => 'hello\r\n\r\n', { status: 400, code: undefined }],
  [
    'with more headers than fit',
    () => get('/v1/runs', [`Host: ${HOST()}`, `X: ${'x'.repeat(20_000)}`]),
    { status: 431, code: undefined },
  ],
  ['by a method that nothing has', () => get('/v1/runs').replace('GET', 'TRACE'), unknown],
  ['by another method', () => get('/v1/runs').replace('GET', 'DELETE'), unknown],
  [
    'that says it is another method',
    () => get('/v1/halts/1/resume', [`Host: ${HOST()}`, 'X-HTTP-Method-Override: POST']),
    unknown,
  ],
])('a request %s is refused', async (_, request, refusal) => {
  expect(await send(request())).toEqual(refusal);
});

describe('a body', () => {
  const MB = 1024 * 1024;
  const post = (path: string, as: string | undefined, body: Buffer | string, type = 'application/json') =>
    call(gateway.url, path, {
      method: 'POST',
      headers: {
        'content-type': type,
        'content-length': String(Buffer.byteLength(body)),
        ...(as ? { 'seaworthy-as': as } : {}),
      },
      body,
    });

  it.each([
    [
      'a document of more than 10 MB',
      '/v1/documents',
      'starter',
      10 * MB + 1,
      'application/xml',
      413,
      'Document.TooLarge',
    ],
    [
      'a start from more than 10 MB',
      '/v1/workflows/invoice-exceptions/runs',
      'starter',
      10 * MB + 1,
      'application/xml',
      413,
      'Document.TooLarge',
    ],
    ['JSON of more than 256 KB', '/v1/halts', 'controller', 256 * 1024 + 1, 'application/json', 413, 'Input.Invalid'],
    ['10 MB of JSON', '/v1/approvals/a/decisions', 'reviewer', 10 * MB, 'application/json', 413, 'Input.Invalid'],
    [
      'a form that is too long',
      '/sign-in',
      undefined,
      5_000,
      'application/x-www-form-urlencoded',
      413,
      'Input.Invalid',
    ],
    ['10 MB of nobody', '/v1/documents', undefined, 10 * MB, 'application/xml', 401, 'Identity.Missing'],
    ['10 MB of another role', '/v1/documents', 'reviewer', 10 * MB, 'application/xml', 403, 'Role.Missing'],
    ['a text', '/v1/halts', 'controller', 10, 'text/plain', 415, 'Input.Invalid'],
  ] as const)('of %s is refused, and not read', async (_, path, as, length, type, status, code) => {
    expect(await post(path, as, Buffer.alloc(length, ' '), type)).toMatchObject({ status, code });
  });

  it('of 10 MB is taken as a document', async () => {
    const answer = await post('/v1/documents', 'starter', Buffer.alloc(10 * MB, 'x'), 'application/octet-stream');
    expect(answer).toMatchObject({ status: 201 });
  });

  it.each([
    ['no JSON', '{"kind":'],
    ['a prototype', '{"kind":"all","why":"w","__proto__":{"value":"x"}}'],
    ['a constructor', '{"kind":"all","why":"w","constructor":{"prototype":{"value":"x"}}}'],
    ['more than is asked', '{"kind":"all","why":"w","by":"somebody else"}'],
    ['nesting without end', `${'['.repeat(100_000)}`],
    ['nothing', ''],
  ])('of %s is refused', async (_, body) => {
    expect(await post('/v1/halts', 'controller', body)).toMatchObject({ status: 400, code: 'Input.Invalid' });
  });
});
