import type { Payload, PayloadConverter } from '@temporalio/common';
import { defaultPayloadConverter } from '@temporalio/common';

/** What a workflow sees in place of a payload that nobody can decode. */
export const undecodable = { undecodable: true } as const;

/**
 * Says whether it stands in place of one. From outside that is no news; where a payload of our own is meant, whoever asks must throw: the task is
 * tried again until a worker has the key.
 */
export function isUndecodable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as { undecodable?: unknown }).undecodable === true;
}

/**
 * Temporal's own converter, but a payload that cannot be decoded becomes a value. Anyone who can reach Temporal can send a signal; one that
 * made decoding throw would fail every workflow task of the run from then on.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  fromPayload: <T>(payload: Payload) => {
    try {
      return defaultPayloadConverter.fromPayload<T>(payload);
    } catch {
      return undecodable as T;
    }
  },
};
