import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message, RawContentBlockDelta } from '@anthropic-ai/sdk/resources/messages';
import { Batches } from './batches';
import { bendThought } from './bend-thought';
import { checkRequest } from './check-request';
import { composeMessage, composeUsage, type Composed } from './compose-message';
import { countInput } from './count-tokens';
import { describeModel } from './describe-model';
import { Faults, type Fault, type Trouble } from './faults';
import type { MessagesRequest, Reasoner, RecordedCall } from './messages-api';
import { authenticate, parseJson, readBody, sendJson } from './http';
import { findModel } from './models';
import { PromptCache, type CacheLook } from './prompt-cache';
import { RateLimits, type PerMinute } from './rate-limits';
import { ruleReasoner } from './reasoners/rule-reasoner';
import { refuse } from './refuse';
import { Rejection } from './rejection';
import { streamEvents } from './stream-events';

export interface ModelStandInOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  host?: string;
  reasoner?: Reasoner;
  /** Milliseconds before an answer begins, and between two events of a stream. */
  latency?: { first?: number; between?: number };
  /** The one key that is accepted; any when left out. */
  apiKey?: string;
  /** Limits of each model, told in headers, and kept to by 429; none when left out. */
  perMinute?: PerMinute;
  /** Keep each request on its record: for tests, as conversations are large. */
  keepRequests?: boolean;
  /** Told of each answer that went out whole. */
  onAnswer?: (request: MessagesRequest, message: Message, requestId: string) => void;
  /** The clock of the prompt cache and of limits, in milliseconds. */
  now?: () => number;
  /** Whether prompts are cached where they are marked; to measure what that saves. */
  caches?: boolean;
}

export interface ModelStandIn {
  url: string;
  calls(): RecordedCall[];
  faults: Faults;
  batches: Batches;
  close(): Promise<void>;
}

/**
 * A stand-in for Anthropic's Messages API, on its wire and over a real socket. It says so in the header `x-stand-in: model`, counts tokens
 * by its own estimate, and thinks by rules. It takes Message Batches too. `GET /_standin/calls` and `PUT /_standin/faults` serve operators.
 */
export const startModelStandIn = async (options: ModelStandInOptions = {}): Promise<ModelStandIn> => {
  const {
    port = 0,
    host = '127.0.0.1',
    reasoner = ruleReasoner,
    latency = {},
    apiKey,
    perMinute,
    keepRequests = false,
    onAnswer = () => undefined,
    now = Date.now,
    caches = true,
  } = options;
  const calls: RecordedCall[] = [];
  const faults = new Faults();
  const cache = new PromptCache(now, caches);
  const limits = new Map<string, RateLimits>();
  const limitsOf = (model: string): RateLimits | undefined => {
    if (perMinute && !limits.has(model)) limits.set(model, new RateLimits(perMinute, now));
    return limits.get(model);
  };

  const server = createServer((request, response) => {
    const requestId = `req_standin_${randomUUID().replaceAll('-', '')}`;
    response.setHeader('x-stand-in', 'model');
    response.setHeader('request-id', requestId);
    route(request, response, requestId).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) return void response.destroy();
      const rejection =
        error instanceof Rejection ? error : new Rejection(500, 'api_error', `The stand-in failed: ${String(error)}`);
      sendJson(
        response,
        rejection.status,
        { type: 'error', error: rejection, request_id: requestId },
        rejection.headers,
      );
    });
  });

  const route = async (request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://standin');
    switch (`${request.method} ${pathname}`) {
      case 'GET /_standin/calls':
        return sendJson(response, 200, { calls });
      case 'PUT /_standin/faults':
        return arrange(await readBody(request), response);
    }
    authenticate(request, apiKey);
    if (request.method === 'POST' && pathname === '/v1/messages') return create(request, response, requestId);
    if (request.method === 'POST' && pathname === '/v1/messages/count_tokens') {
      const body = checkRequest(parseJson(await readBody(request)), 'count');
      return sendJson(response, 200, { input_tokens: countInput(body) });
    }
    if (await batches.serve(request, response)) return;
    const [, id] = /^\/v1\/models\/([^/]+)$/.exec(pathname) ?? [];
    if (request.method === 'GET' && id !== undefined)
      return sendJson(response, 200, describeModel(decodeURIComponent(id)));
    throw new Rejection(404, 'not_found_error', `Not found: ${request.method} ${pathname}`);
  };

  /** Without a stream, and without trouble on the way: what is arranged is what becomes of the request. */
  const batches = new Batches(async (params, requestId) => {
    const request = checkRequest(params, 'create');
    const arranged = faults.strike(request.model, () => JSON.stringify(request.messages));
    const rejection = arranged && refuse(arranged);
    if (rejection) throw rejection;
    const look = cache.look(request);
    const { message } = composeMessage(request, await reasoner(request), look.usage, requestId);
    look.commit();
    message.usage.service_tier = 'batch';
    calls.push({
      ...{ requestId, model: request.model, at: Date.now(), digest: digestOf(JSON.stringify(params)), status: 200 },
      ...{ answered: true, aborted: false, usage: message.usage },
      ...(message.stop_reason ? { stopReason: message.stop_reason } : {}),
      ...(keepRequests ? { request } : {}),
    });
    onAnswer(request, message, requestId);
    return message;
  });

  const arrange = (body: Buffer, response: ServerResponse): void => {
    try {
      faults.set(parseJson(body) as Fault[]);
    } catch (error) {
      throw Rejection.invalid(String(error));
    }
    response.writeHead(204).end();
  };

  const create = async (incoming: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> => {
    const bytes = await readBody(incoming);
    const call: RecordedCall = {
      requestId,
      model: '',
      at: Date.now(),
      digest: digestOf(bytes),
      status: 0,
      answered: false,
      aborted: false,
    };
    calls.push(call);
    response.once('close', () => {
      if (!response.writableFinished) call.aborted = true;
    });
    try {
      await think(bytes, response, call);
    } catch (error) {
      call.status = error instanceof Rejection ? error.status : 500;
      throw error;
    }
  };

  const think = async (bytes: Buffer, response: ServerResponse, call: RecordedCall): Promise<void> => {
    const request = checkRequest(parseJson(bytes), 'create');
    call.model = request.model;
    if (keepRequests) call.request = request;
    const look = cache.look(request);
    const { input, cacheRead, cacheWrite5m, cacheWrite1h } = look.usage;
    const total = input + cacheRead + cacheWrite5m + cacheWrite1h;
    const context = findModel(request.model)?.context ?? Infinity;
    if (total > context) throw Rejection.invalid(`prompt is too long: ${total} tokens > ${context} maximum`);

    const drawn = limitsOf(request.model);
    drawn?.draw({ requests: 1, input: total - cacheRead, output: request.max_tokens });
    response.once('close', () => drawn?.giveBack(request.max_tokens - (call.usage?.output_tokens ?? 0)));
    for (const [name, value] of Object.entries(drawn?.headers() ?? {})) response.setHeader(name, value);

    const arranged = faults.strike(request.model, () => JSON.stringify(request.messages));
    if (arranged) call.trouble = arranged.kind;
    if (arranged && turnsAway(arranged, response)) return;
    const thought = await reasoner(request);
    const trouble = arranged ?? thought.trouble;
    if (trouble) call.trouble = trouble.kind;
    if (!arranged && trouble && turnsAway(trouble, response)) return;
    if (latency.first) await sleep(latency.first);
    if (response.destroyed) return;
    const composed = composeMessage(
      request,
      trouble ? bendThought(thought, trouble, request) : thought,
      look.usage,
      call.requestId,
    );
    await answer(request, response, composed, { call, look, trouble });
  };

  const answer = async (
    request: MessagesRequest,
    response: ServerResponse,
    composed: Composed,
    { call, look, trouble }: { call: RecordedCall; look: CacheLook; trouble: Trouble | undefined },
  ): Promise<void> => {
    // Without a stream there is no middle: what would strike there comes instead of the answer.
    if (!request.stream && trouble?.kind === 'error-in-stream')
      throw new Rejection(529, 'overloaded_error', 'Arranged trouble');
    // Paid from here on, whatever becomes of the rest.
    look.commit();
    call.answered = true;
    call.status = 200;
    if (!request.stream) {
      call.usage = composed.message.usage;
      if (composed.message.stop_reason) call.stopReason = composed.message.stop_reason;
      if (trouble && breaksOff(trouble, response)) return;
      sendJson(response, 200, composed.message);
      return onAnswer(request, composed.message, call.requestId);
    }
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
    let sent = 0;
    const events = [...streamEvents(composed)];
    // Trouble on the way strikes after the first half of the events: the answer has begun, and is not complete.
    const half = Math.floor(events.length / 2);
    for (const [position, event] of events.entries()) {
      if (response.destroyed) return;
      if (position === half && trouble && breaksOff(trouble, response)) {
        call.aborted = true;
        return;
      }
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      if (event.type === 'content_block_delta') sent += lengthOf(event.delta);
      call.usage = composeUsage(
        look.usage,
        Math.max(1, Math.min(composed.message.usage.output_tokens, Math.ceil(sent / 4))),
      );
      if (latency.between) await sleep(latency.between);
    }
    call.usage = composed.message.usage;
    if (composed.message.stop_reason) call.stopReason = composed.message.stop_reason;
    response.end();
    onAnswer(request, composed.message, call.requestId);
  };

  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    calls: () => calls,
    faults,
    batches,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Trouble instead of an answer: true where nothing more is to be sent. Throws the `Rejection` it may stand for. */
const turnsAway = (trouble: Trouble, response: ServerResponse): boolean => {
  const rejection = refuse(trouble);
  if (rejection) throw rejection;
  if (trouble.kind === 'reset') response.socket?.resetAndDestroy();
  return trouble.kind === 'no-answer' || trouble.kind === 'reset';
};

/** Trouble in mid-stream: true where the stream is over. */
const breaksOff = (trouble: Trouble, response: ServerResponse): boolean => {
  if (trouble.kind === 'error-in-stream') {
    const error = { type: trouble.type ?? 'overloaded_error', message: 'Arranged trouble' };
    const data = JSON.stringify({ type: 'error', error, request_id: response.getHeader('request-id') });
    response.end(`event: error\ndata: ${data}\n\n`);
    return true;
  }
  if (trouble.kind === 'cut-off') {
    if (trouble.clean ?? true) response.end();
    else response.socket?.resetAndDestroy();
    return true;
  }
  return trouble.kind === 'stall';
};

const digestOf = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

const lengthOf = (delta: RawContentBlockDelta): number => {
  if (delta.type === 'text_delta') return delta.text.length;
  if (delta.type === 'input_json_delta') return delta.partial_json.length;
  return delta.type === 'thinking_delta' ? delta.thinking.length : 0;
};
