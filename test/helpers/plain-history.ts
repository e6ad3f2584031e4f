import type { Payload, PayloadCodec } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';

type History = temporal.api.history.v1.IHistory;

/** A history as it would be without the codec: what tests read, and what is recorded for replay. */
export async function plainHistory(history: History, codec: PayloadCodec): Promise<History> {
  return (await decoded(history, codec)) as History;
}

async function decoded(value: unknown, codec: PayloadCodec): Promise<unknown> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (isPayload(value)) return (await codec.decode([value]))[0];
  for (const [name, field] of Object.entries(value))
    (value as Record<string, unknown>)[name] = await decoded(field, codec);
  return value;
}

function isPayload(value: object): value is Payload {
  return 'metadata' in value && 'data' in value;
}
