import type { DataConverter } from '@temporalio/common';
import type { KeyManagement } from '../integrations/keys/key-management';
import { payloadCodec } from './payload-codec';

/** What is part of a bundle of workflows. */
export const converters = {
  payloadConverterPath: require.resolve('../contracts/payload-converter'),
  failureConverterPath: require.resolve('../contracts/failure-converter'),
};

/** How worker and gateway speak with Temporal, which gets to hold nothing that it could read. */
export function dataConverter(keys: KeyManagement): DataConverter {
  return { ...converters, payloadCodecs: [payloadCodec(keys)] };
}
