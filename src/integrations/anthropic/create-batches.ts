import type {
  MessageBatch,
  MessageBatchIndividualResponse,
  MessageBatchRequestCounts,
} from '@anthropic-ai/sdk/resources/messages/batches';
import { SystemError } from '../system-error';
import { AnswerBuilder } from './answer-builder';
import { answerOf } from './answer-of';
import type { Batch, BatchApi, BatchResult } from './batches';
import type { ModelRequest } from './model';
import { openClient } from './open-client';
import type { ModelOptions } from './open-client';
import { toSystemError } from './to-system-error';

/** Batches over Anthropic's Message Batches API. */
export const createBatches = (options: ModelOptions): BatchApi => {
  const { batches } = openClient(options).messages;
  const told = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } catch (error) {
      throw toSystemError(error);
    }
  };

  return {
    timeoutMs: options.timeoutMs,
    submit: async (requests, { signal, beforeSend }) => {
      const body = { requests: requests.map(({ id, request }) => ({ custom_id: id, params: paramsOf(request) })) };
      beforeSend();
      return batchOf(await told(batches.create(body, { signal })));
    },
    find: async (batch, { signal }) => batchOf(await told(batches.retrieve(batch, {}, { signal }))),
    since: async (at, { signal }) => {
      const found: Batch[] = [];
      try {
        for await (const each of batches.list({ limit: 100 }, { signal })) {
          const batch = batchOf(each);
          if (batch.createdAt < at) break;
          found.push(batch);
        }
      } catch (error) {
        throw toSystemError(error);
      }
      return found;
    },
    results: async function* (batch, { signal }) {
      try {
        for await (const each of await batches.results(batch, {}, { signal })) yield resultOf(each, batch);
      } catch (error) {
        throw toSystemError(error);
      }
    },
    cancel: async (batch, { signal }) => void (await told(batches.cancel(batch, {}, { signal }))),
  };
};

/** Without marks for the cache: what is written for one call is read by none. */
const paramsOf = ({ model, maxTokens, system, tools, messages }: ModelRequest) => ({
  ...{ model, max_tokens: maxTokens, system, messages: [...messages] },
  ...(tools.length > 0 ? { tools: [...tools] } : {}),
});

const batchOf = ({ id, processing_status: status, request_counts: counts, created_at: at }: MessageBatch): Batch => ({
  ...{ id, ended: status === 'ended', count: sumOf(counts), createdAt: new Date(at) },
});

const sumOf = ({ canceled, errored, expired, processing, succeeded }: MessageBatchRequestCounts): number =>
  canceled + errored + expired + processing + succeeded;

const resultOf = ({ custom_id: id, result }: MessageBatchIndividualResponse, batch: string): BatchResult => {
  if (result.type !== 'succeeded') return { id, type: 'failed', why: result.type };
  const builder = new AnswerBuilder();
  try {
    builder.take(result.message);
    // Nobody worked meanwhile: how long the batch took is no time of a call.
    return {
      id,
      type: 'answered',
      answer: answerOf(builder, { requestId: `${batch}/${id}`, ms: 0, msToFirstChunk: 0 }),
    };
  } catch (error) {
    if (error instanceof SystemError) return { id, type: 'failed', why: 'malformed' };
    throw error;
  }
};
