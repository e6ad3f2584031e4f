// Pure: files in a temporary folder.
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openFileKeyRing } from '../../../src/integrations/keys/file-key-ring';
import { verifierOf } from '../../../src/integrations/keys/verifier-of';

const file = (): string => path.join(mkdtempSync(path.join(tmpdir(), 'keys-')), 'keys.json');

describe('a key ring', () => {
  it('verifies what it signed, also after a rotation, a restart, and with public keys alone', async () => {
    const at = file();
    const ring = await openFileKeyRing(at);
    const token = await ring.sign('decision', { run: 'r' });
    await ring.rotate('decision');
    const later = await ring.sign('decision', { run: 'r' });
    const again = await openFileKeyRing(at);
    for (const each of [token, later]) {
      expect(await again.verify('decision', each)).toMatchObject({ run: 'r' });
      expect(await verifierOf(await again.publicKeys()).verify('decision', each)).toMatchObject({ run: 'r' });
    }
    expect(JSON.stringify(await again.publicKeys())).not.toContain('"d"');
    expect(statSync(at).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['another purpose', async (ring: Awaited<ReturnType<typeof openFileKeyRing>>) => ring.sign('checkpoint', {})],
    ['another ring', async () => (await openFileKeyRing(file())).sign('decision', {})],
    ['no algorithm', () => Promise.resolve(`${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`)],
    ['no token at all', () => Promise.resolve('approve')],
    [
      'a changed claim',
      async (ring: Awaited<ReturnType<typeof openFileKeyRing>>) => {
        const [head, , signature] = (await ring.sign('decision', { run: 'r' })).split('.');
        return `${head}.${Buffer.from('{"run":"other","iss":"seaworthy","aud":"decision"}').toString('base64url')}.${signature}`;
      },
    ],
  ])('refuses %s', async (_, forge) => {
    const ring = await openFileKeyRing(file());
    await expect(ring.verify('decision', await forge(ring))).rejects.toMatchObject({ name: 'KeyError' });
  });
});
