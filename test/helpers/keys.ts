import { randomUUID } from 'node:crypto';
import path from 'node:path';
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
