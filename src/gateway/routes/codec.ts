import type { Payload } from '@temporalio/common';
import { z } from 'zod';
import { workflowIdOf } from '../../codec/payload-codec';
import { runsOf } from '../../ledger/list-runs';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import type { May } from '../identity/may';

/** More than Temporal UI sends at once. */
const MAX_BODY = 16 * 1024 * 1024;
const MAX_PAYLOADS = 10_000;

const Base64 = z.string();
const EncodedPayload = z.looseObject({ metadata: z.record(z.string(), Base64).nullish(), data: Base64.nullish() });
type EncodedPayload = z.infer<typeof EncodedPayload>;
const EncodedPayloads = z.object({ payloads: z.array(EncodedPayload).max(MAX_PAYLOADS) });

/**
 * Temporal's codec server protocol, for its UI and its command line: what Temporal holds, decrypted for those who may read it. There is no way
 * to encrypt: what people send to a run goes through the gateway.
 */
export function codecRoutes({ ledger, temporal, people, uiUrl }: GatewayDeps) {
  const { payloadCodecs } = temporal.options.loadedDataConverter;
  // Where nobody checks who people are, Temporal UI has nothing to sign in with, and this machine could name itself an operator.
  const may: May = people.checked ? ['operator', 'auditor'] : 'everyone';

  return async (app: Gateway): Promise<void> => {
    app.post(
      '/codec/decode',
      {
        bodyLimit: MAX_BODY,
        config: {
          may,
          tenants: 'own',
          often: true,
          reads: 'temporal',
          ...(uiUrl ? { origin: new URL(uiUrl).origin } : {}),
        },
        schema: { hide: true, body: EncodedPayloads },
      },
      async (request) => {
        const { payloads: given } = request.body;
        const sealed = given.map(fromJson);
        let payloads = sealed;
        for (const codec of payloadCodecs) payloads = await codec.decode(payloads);
        // Whose it is, is part of what was sealed: what opened is whose it says.
        const opened = sealed.filter((payload, i) => payload !== payloads[i]).map(workflowIdOf);
        const runs = await runsOf(ledger, opened);
        const tenants = people.checked ? request.caller.tenants : undefined;
        const theirs = (id: string): boolean => !tenants || tenants.includes(runs.get(id)?.tenant ?? '');
        payloads = payloads.map((payload, i) => (theirs(workflowIdOf(sealed[i]!)) ? payload : sealed[i]!));
        // A workflow of Temporal's that is no run, such as the delivery of a webhook, is recorded as itself.
        await request.recordRead(opened.filter(theirs).map((id) => runs.get(id)?.run ?? (id || 'unknown')));
        return { payloads: payloads.map((payload, i) => (payload === sealed[i] ? given[i] : toJson(payload))) };
      },
    );
  };
}

function fromJson({ metadata, data }: EncodedPayload): Payload {
  const bytes = Object.entries(metadata ?? {}).map(([name, text]) => [name, Buffer.from(text, 'base64')]);
  return { metadata: Object.fromEntries(bytes) as Record<string, Uint8Array>, data: Buffer.from(data ?? '', 'base64') };
}

function toJson({ metadata, data }: Payload): EncodedPayload {
  const texts = Object.entries(metadata ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]);
  return {
    metadata: Object.fromEntries(texts) as Record<string, string>,
    data: Buffer.from(data ?? []).toString('base64'),
  };
}
