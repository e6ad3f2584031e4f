import type { Payload, PayloadConverter } from '@temporalio/common';
import { defaultPayloadConverter } from '@temporalio/common';

/** What a workflow sees in place of a payload that nobody can decode. */
export const undecodable = { undecodable: true } as const;

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
