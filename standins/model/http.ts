import type { IncomingMessage, ServerResponse } from 'node:http';
import { Rejection } from './rejection';

const MAX_BODY = 32 * 1024 * 1024;

/** Any key will do unless one is expected. */
export const authenticate = (request: IncomingMessage, expected: string | undefined): void => {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  const header = request.headers['x-api-key'];
  const key = bearer ?? (typeof header === 'string' ? header : undefined);
  if (!key) throw new Rejection(401, 'authentication_error', 'x-api-key header is required');
  if (expected !== undefined && key !== expected) throw new Rejection(401, 'authentication_error', 'invalid x-api-key');
  if (!request.headers['anthropic-version']) throw Rejection.invalid('anthropic-version: header is required');
};

export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const tooLarge = (): Rejection =>
    new Rejection(413, 'request_too_large', 'Request exceeds the maximum size', { connection: 'close' });
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) {
    request.resume();
    throw tooLarge();
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

export const parseJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw Rejection.invalid('The request body is not valid JSON');
  }
};

export const sendJson = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
};
