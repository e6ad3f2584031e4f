import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { DataConverter, PayloadCodec } from '@temporalio/common';
import { dataConverter } from '../../src/codec/data-converter';
import { cachedDataKeys } from '../../src/integrations/keys/cached-data-keys';
import { dataKeyFolder } from '../../src/integrations/keys/data-key-folder';
import type { DataKeys } from '../../src/integrations/keys/data-keys';
import { openFileKeyManagement } from '../../src/integrations/keys/file-key-management';
import { openFileKeyRing } from '../../src/integrations/keys/file-key-ring';

/** Roles that tests ask for; whoever decides in a test has them all unless it says otherwise. */
export const everyRole = [
  ...['lead', 'chief', 'owner', 'keeper', 'operator', 'colleague'],
  ...['ap-clerk', 'ap-lead', 'controller', 'buyer', 'supplier-contact'],
];

/** A key ring of its own, and the file a worker reads the public keys from. */
export async function testKeys(): Promise<{ keys: Awaited<ReturnType<typeof openFileKeyRing>>; file: string }> {
  const file = path.join(process.env['SEAWORTHY_TEST_FOLDER']!, `keys-${randomUUID()}.json`);
  return { keys: await openFileKeyRing(file), file };
}

/** Data keys and master keys of their own, what Temporal's client needs of them, and the settings by which a worker or a command finds them. */
export async function testDataKeys(): Promise<{
  dataKeys: DataKeys;
  converter: DataConverter;
  codec: PayloadCodec;
  env: { SEAWORTHY_MASTER_KEYS: string; SEAWORTHY_DATA_KEYS: string };
}> {
  const folder = path.join(process.env['SEAWORTHY_TEST_FOLDER']!, `data-keys-${randomUUID()}`);
  const env = { SEAWORTHY_MASTER_KEYS: `${folder}.json`, SEAWORTHY_DATA_KEYS: folder };
  const masterKeys = await openFileKeyManagement(env.SEAWORTHY_MASTER_KEYS);
  const converter = dataConverter(masterKeys);
  return {
    dataKeys: cachedDataKeys(dataKeyFolder(folder, masterKeys)),
    converter,
    codec: converter.payloadCodecs![0]!,
    env,
  };
}
