import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Message } from '@anthropic-ai/sdk/resources/messages';
import type { MessageBatch, MessageBatchIndividualResponse } from '@anthropic-ai/sdk/resources/messages/batches';
import { z } from 'zod';
import { parseJson, readBody, sendJson } from './http';
import { Rejection } from './rejection';

type Result = MessageBatchIndividualResponse['result'];

const DAY_MS = 86_400_000;
const Body = z.strictObject({
  requests: z
    .array(z.strictObject({ custom_id: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/), params: z.unknown() }))
    .min(1)
    .max(100_000),
});

interface Kept {
  id: string;
  requests: z.output<typeof Body>['requests'];
  createdAt: Date;
  endedAt?: Date;
  canceling: boolean;
  results: Map<string, Result>;
}

/** Message Batches, on the provider's wire: what is asked for is answered once nobody holds it, and results come in any order. */
export class Batches {
  private readonly kept: Kept[] = [];
  private losing = 0;
  private held = false;

  constructor(
    /** One request as if it came by itself. Throws a `Rejection`. */
    private readonly answer: (params: unknown, customId: string) => Promise<Message>,
  ) {}

  /** Custom ids of each batch that was ever taken, in order. */
  get taken(): readonly string[][] {
    return this.kept.map(({ requests }) => requests.map(({ custom_id: id }) => id));
  }

  /** The next submission is taken, and its answer lost. */
  loseNextAnswer(): void {
    this.losing += 1;
  }

  /** Batches that come from now on stay in progress until they are let go. */
  hold(): void {
    this.held = true;
  }

  async letGo(): Promise<void> {
    this.held = false;
    for (const batch of this.kept) if (!batch.endedAt) await this.process(batch);
  }

  /** False where the path is none of a batch. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://standin');
    const [, rest] = /^\/v1\/messages\/batches(\/.+)?$/.exec(pathname) ?? [];
    if (!pathname.startsWith('/v1/messages/batches')) return false;
    const { host = '' } = request.headers;
    const show = (batch: Kept): MessageBatch => shown(batch, host);
    const [, id = '', what] = /^\/([^/]+)(?:\/(results|cancel))?$/.exec(rest ?? '') ?? [];
    switch (`${request.method} ${rest === undefined ? '' : `:id ${what ?? ''}`}`.trim()) {
      case 'POST':
        await this.create(request, response, show);
        return true;
      case 'GET':
        sendJson(response, 200, this.list(searchParams, show));
        return true;
      case 'GET :id':
        sendJson(response, 200, show(this.find(id)));
        return true;
      case 'GET :id results':
        response.writeHead(200, { 'content-type': 'application/x-jsonl' }).end(this.results(id));
        return true;
      case 'POST :id cancel':
        sendJson(response, 200, show(this.cancel(id)));
        return true;
      default:
        return false;
    }
  }

  private async create(
    request: IncomingMessage,
    response: ServerResponse,
    show: (batch: Kept) => MessageBatch,
  ): Promise<void> {
    const parsed = Body.safeParse(parseJson(await readBody(request)));
    if (!parsed.success) throw Rejection.invalid(z.prettifyError(parsed.error));
    const { requests } = parsed.data;
    if (new Set(requests.map(({ custom_id: id }) => id)).size < requests.length)
      throw Rejection.invalid('requests: custom_id must be unique');
    const id = `msgbatch_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
    const batch: Kept = { id, requests, createdAt: new Date(), canceling: false, results: new Map() };
    this.kept.push(batch);
    if (!this.held) void this.process(batch);
    if (this.losing > 0) {
      this.losing -= 1;
      response.socket?.resetAndDestroy();
    } else sendJson(response, 200, show(batch));
  }

  /** What a request's parameters lack is found here, as with the provider, and not when the batch is taken. */
  private async process(batch: Kept): Promise<void> {
    for (const { custom_id: id, params } of [...batch.requests].reverse()) {
      if (batch.canceling) batch.results.set(id, { type: 'canceled' });
      else batch.results.set(id, await this.result(params, id));
    }
    batch.endedAt = new Date();
  }

  private async result(params: unknown, id: string): Promise<Result> {
    try {
      return { type: 'succeeded', message: await this.answer(params, id) };
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      const { type, message } = error;
      const told = { type: 'error', error: { type, message }, request_id: null };
      return { type: 'errored', error: told } as unknown as Result;
    }
  }

  private list(query: URLSearchParams, show: (batch: Kept) => MessageBatch): object {
    const newest = [...this.kept].reverse();
    const after = newest.findIndex(({ id }) => id === query.get('after_id'));
    const rest = newest.slice(after + 1);
    const data = rest.slice(0, Number(query.get('limit') ?? 20)).map(show);
    return {
      data,
      has_more: rest.length > data.length,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
    };
  }

  private find(id: string): Kept {
    const batch = this.kept.find((each) => each.id === id);
    if (!batch) throw new Rejection(404, 'not_found_error', `Not found: ${id}`);
    return batch;
  }

  private results(id: string): string {
    const batch = this.find(id);
    if (!batch.endedAt) throw Rejection.invalid(`Batch ${id} has no results yet`);
    return [...batch.results].map(([of, result]) => `${JSON.stringify({ custom_id: of, result })}\n`).join('');
  }

  private cancel(id: string): Kept {
    const batch = this.find(id);
    batch.canceling = true;
    if (!batch.endedAt && this.held) void this.process(batch);
    return batch;
  }
}

function shown(batch: Kept, host: string): MessageBatch {
  const { id, requests, createdAt, endedAt, canceling, results } = batch;
  const count = (type: Result['type']): number =>
    endedAt ? [...results.values()].filter((result) => result.type === type).length : 0;
  return {
    ...{ id, type: 'message_batch', archived_at: null },
    processing_status: endedAt ? 'ended' : canceling ? 'canceling' : 'in_progress',
    request_counts: {
      processing: endedAt ? 0 : requests.length,
      ...{ succeeded: count('succeeded'), errored: count('errored') },
      ...{ canceled: count('canceled'), expired: count('expired') },
    },
    created_at: createdAt.toISOString(),
    ended_at: endedAt?.toISOString() ?? null,
    expires_at: new Date(createdAt.getTime() + DAY_MS).toISOString(),
    cancel_initiated_at: null,
    results_url: endedAt ? `http://${host}/v1/messages/batches/${id}/results` : null,
  };
}
