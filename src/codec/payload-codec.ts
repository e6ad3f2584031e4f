import type { Payload, PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { open, seal } from '../integrations/keys/aes-gcm';
import type { KeyManagement } from '../integrations/keys/key-management';
import { KeyError } from '../integrations/keys/key-ring';
import { PayloadKeys } from './payload-keys';

const wire = temporal.api.common.v1.Payload;
const ENCRYPTED = 'binary/encrypted';
/** The metadata that holds the wrapped data key, which begins with the id of the master key that wrapped it. */
const KEY = 'encryption-key';
/** The metadata that says whose it is, in clear: authenticated, so that a payload that was opened tells which run was read. */
const WORKFLOW_ID = 'workflow-id';

/**
 * What Temporal gets to hold: payloads sealed with AES-256-GCM, metadata and all, each beside its wrapped data key. What cannot be decoded is
 * given back as it came, and the payload converter makes `undecodable` of it: anybody with access to Temporal can send a signal, and one that
 * made decoding throw would hold up its run for ever. It throws only where key management does not answer: then Temporal tries the task again.
 * Plain payloads are read as they are: those of runs from before there was a codec, and those of senders without keys, who are not believed.
 */
export function payloadCodec(keys: KeyManagement): PayloadCodec {
  const dataKeys = new PayloadKeys(keys);
  return {
    encode: async (payloads, context) => {
      const { key, wrapped } = await dataKeys.current();
      const workflowId = context?.workflowId ?? '';
      const metadata = {
        encoding: Buffer.from(ENCRYPTED),
        [KEY]: Buffer.from(wrapped),
        [WORKFLOW_ID]: Buffer.from(workflowId),
      };
      return payloads.map((payload) => ({
        metadata,
        data: seal(key, wire.encode(payload).finish(), contextOf(workflowId)),
      }));
    },
    decode: (payloads) => Promise.all(payloads.map((payload) => opened(dataKeys, payload))),
  };
}

async function opened(keys: PayloadKeys, payload: Payload): Promise<Payload> {
  if (textOf(payload, 'encoding') !== ENCRYPTED) return payload;
  const key = await keys.unwrapped(textOf(payload, KEY)).catch((error: unknown) => {
    if (error instanceof KeyError) return undefined;
    throw error;
  });
  if (!key) return payload;
  try {
    return wire.decode(open(key, payload.data ?? new Uint8Array(), contextOf(workflowIdOf(payload))));
  } catch {
    return payload;
  }
}

/** Of an encrypted payload; empty where Temporal's SDK did not say whose it was. */
export function workflowIdOf(payload: Payload): string {
  return textOf(payload, WORKFLOW_ID);
}

function contextOf(workflowId: string): string {
  return `temporal-payload:${workflowId}`;
}

function textOf({ metadata }: Payload, name: string): string {
  return Buffer.from(metadata?.[name] ?? []).toString();
}
