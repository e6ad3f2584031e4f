// Pure: files in a temporary folder.
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openFileKeyManagement } from '../../../src/integrations/keys/file-key-management';

const file = (): string => path.join(mkdtempSync(path.join(tmpdir(), 'master-')), 'master-keys.json');
const dataKey = Buffer.alloc(32, 7);

describe('key management in a file', () => {
  it('unwraps what it wrapped, also after a rotation by another process and a restart', async () => {
    const at = file();
    const keys = await openFileKeyManagement(at);
    const other = await openFileKeyManagement(at);
    const before = await keys.wrap(dataKey, 'run:1');
    await other.rotate();
    const after = await other.wrap(dataKey, 'run:1');
    expect(before.split('.')[0]).not.toBe(after.split('.')[0]);
    for (const each of [keys, other, await openFileKeyManagement(at)])
      for (const wrapped of [before, after]) expect(Buffer.from(await each.unwrap(wrapped, 'run:1'))).toEqual(dataKey);
    expect(statSync(at).mode & 0o777).toBe(0o600);
    expect(readFileSync(at, 'utf8')).not.toContain(dataKey.toString('base64url'));
  });

  it('refuses another context, another file, a changed or cut text', async () => {
    const keys = await openFileKeyManagement(file());
    const wrapped = await keys.wrap(dataKey, 'run:1');
    const [kid, sealed] = wrapped.split('.') as [string, string];
    const changed = `${kid}.${sealed.startsWith('A') ? 'B' : 'A'}${sealed.slice(1)}`;
    const named = { name: 'KeyError' };
    await expect(keys.unwrap(wrapped, 'run:2')).rejects.toMatchObject(named);
    await expect(keys.unwrap(changed, 'run:1')).rejects.toMatchObject(named);
    await expect(keys.unwrap(`${kid}.AAAA`, 'run:1')).rejects.toMatchObject(named);
    await expect(keys.unwrap('', 'run:1')).rejects.toMatchObject(named);
    await expect((await openFileKeyManagement(file())).unwrap(wrapped, 'run:1')).rejects.toMatchObject(named);
  });
});
