// Pure: files in a temporary folder.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openFileKeyRing } from '../../../src/integrations/keys/file-key-ring';
import { openVerifier } from '../../../src/integrations/keys/open-verifier';

const file = (): string => path.join(mkdtempSync(path.join(tmpdir(), 'keys-')), 'keys.json');

it('a verifier reads the public keys of a key ring, or a JWK set', async () => {
  const at = file();
  const ring = await openFileKeyRing(at);
  const set = file();
  writeFileSync(set, JSON.stringify(await ring.publicKeys()));
  for (const keys of [at, set])
    expect(await (await openVerifier(keys)).verify('decision', await ring.sign('decision', { n: 1 }))).toMatchObject({
      n: 1,
    });
});

it('a key that was added since is found, and the old one still holds', async () => {
  const at = file();
  const ring = await openFileKeyRing(at);
  const verifier = await openVerifier(at);
  const before = await ring.sign('decision', {});
  await ring.rotate('decision');
  expect(await verifier.verify('decision', await ring.sign('decision', { n: 2 }))).toMatchObject({ n: 2 });
  await verifier.verify('decision', before);
});

it('no key signs for another purpose than its own', async () => {
  const ring = await openFileKeyRing(file());
  const { keys } = await ring.publicKeys();
  const set = file();
  writeFileSync(set, JSON.stringify({ keys: keys.filter(({ kid }) => kid?.startsWith('checkpoint-')) }));
  const verifier = await openVerifier(set);
  await expect(verifier.verify('decision', await ring.sign('decision', {}))).rejects.toMatchObject({
    name: 'KeyError',
  });
  await expect(verifier.verify('decision', await ring.sign('checkpoint', {}))).rejects.toMatchObject({
    name: 'KeyError',
  });
});

it('a file that is not there is an error at once', async () => {
  await expect(openVerifier('/nowhere/keys.json')).rejects.toMatchObject({ code: 'ENOENT' });
});
