// Needs PostgreSQL (embedded, from the global set-up) for the table, and starts processes that race.
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cachedDataKeys } from '../../../src/integrations/keys/cached-data-keys';
import { dataKeyFolder } from '../../../src/integrations/keys/data-key-folder';
import { openDataKeyTable } from '../../../src/integrations/keys/data-key-table';
import { KeyDestroyed } from '../../../src/integrations/keys/data-keys';
import type { DataKeys } from '../../../src/integrations/keys/data-keys';
import { openFileKeyManagement } from '../../../src/integrations/keys/file-key-management';
import { openDataKeys } from '../../../src/ledger/open-data-keys';
import { eventually } from '../../helpers/eventually';
import { freshDatabase } from '../../helpers/stack';
import { typescriptProcess } from '../../helpers/typescript-process';

const folder = mkdtempSync(path.join(tmpdir(), 'data-keys-'));
const masterKeys = path.join(folder, 'master-keys.json');
const inFolder = path.join(folder, 'keys');
let database: Awaited<ReturnType<typeof freshDatabase>>;
const opened: DataKeys[] = [];

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  await Promise.all(opened.map((keys) => keys.close()));
  await database.drop();
});

/** Opened anew each time, as by another process. */
async function open(kind: string): Promise<DataKeys> {
  const management = await openFileKeyManagement(masterKeys);
  const keys =
    kind === 'a folder' ? dataKeyFolder(inFolder, management) : await openDataKeyTable(database.url, management);
  opened.push(keys);
  return keys;
}

/** The files of the folder and what is in them. */
function files(): string[] {
  return readdirSync(inFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

describe.each(['a folder', 'a table'])('data keys in %s', (kind) => {
  it('are made once, each of its own, and found again', async () => {
    const keys = await open(kind);
    expect(await keys.get('run/1')).toBeUndefined();
    const one = await keys.obtain('run/1');
    expect(one).toHaveLength(32);
    expect(await keys.obtain('run/1')).toEqual(one);
    expect(await keys.obtain('run/2')).not.toEqual(one);
    expect(await (await open(kind)).get('run/1')).toEqual(one);
  });

  it('are gone for good once destroyed, also one that never was', async () => {
    const keys = await open(kind);
    await keys.obtain('run/gone');
    await keys.destroy('run/gone');
    await keys.destroy('run/gone');
    await keys.destroy('run/never');
    for (const id of ['run/gone', 'run/never']) {
      for (const each of [keys, await open(kind)]) {
        await expect(each.get(id)).rejects.toThrow(KeyDestroyed);
        await expect(each.obtain(id)).rejects.toThrow(KeyDestroyed);
      }
    }
  });

  it('stay readable when master keys rotate', async () => {
    const before = await (await open(kind)).obtain('run/rotated');
    await (await openFileKeyManagement(masterKeys)).rotate();
    const keys = await open(kind);
    expect(await keys.get('run/rotated')).toEqual(before);
    await keys.obtain('run/after');
    expect(await keys.get('run/after')).toHaveLength(32);
  });

  it('are the same for processes that race to make them, also while one destroys', async () => {
    const opener = kind === 'a folder' ? 'dataKeyFolder' : 'openDataKeyTable';
    const file = kind === 'a folder' ? 'data-key-folder' : 'data-key-table';
    const where = kind === 'a folder' ? inFolder : database.url;
    const script = (work: string): string => `
      const { ${opener} } = require('./src/integrations/keys/${file}');
      const { openFileKeyManagement } = require('./src/integrations/keys/file-key-management');
      void (async () => {
        const keys = await ${opener}(${JSON.stringify(where)}, await openFileKeyManagement(${JSON.stringify(masterKeys)}));
        const ids = Array.from({ length: 100 }, (_, n) => 'run/raced-' + n);
        const told = [];
        for (const id of ids) told.push(await (${work})(keys, id).catch((error) => error.name));
        await keys.close();
        console.log(JSON.stringify(told));
      })();`;
    const obtain = `async (keys, id) => Buffer.from(await keys.obtain(id)).toString('hex')`;
    const destroy = `async (keys, id) => keys.destroy(id.endsWith('7') ? id : id + '-of-nobody')`;
    const processes = await Promise.all(
      [obtain, obtain, destroy].map((work) => typescriptProcess<string[]>(script(work))),
    );
    for (const { child } of processes) if (child.exitCode === null) await once(child, 'exit');
    const [one, other] = processes.map(({ first }) => first) as [string[], string[]];
    const destroyed = (n: number): boolean => String(n).endsWith('7');
    one.forEach((key, n) => {
      if (destroyed(n)) expect([key, other[n], 'KeyDestroyed']).toContain('KeyDestroyed');
      else expect(key).toBe(other[n]);
      if (!destroyed(n)) expect(key).toMatch(/^[0-9a-f]{64}$/);
    });
    const after = await open(kind);
    await expect(after.obtain('run/raced-7')).rejects.toThrow(KeyDestroyed);
    expect(Buffer.from(await after.obtain('run/raced-8')).toString('hex')).toBe(one[8]);
  });
});

describe('the folder', () => {
  it('holds wrapped keys, of nobody but their owner, and nothing of one that was destroyed', async () => {
    const keys = await open('a folder');
    const key = Buffer.from(await keys.obtain('run/held'));
    const before = new Set(files().map((file) => readFileSync(file, 'utf8')));
    await keys.destroy('run/held');
    const gone = [...before].filter((text) => !files().some((file) => readFileSync(file, 'utf8') === text));
    expect(gone).toHaveLength(1);
    for (const file of files()) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(file, 'utf8')).not.toContain(gone[0]);
      expect(readFileSync(file, 'utf8')).not.toContain(key.toString('base64url'));
    }
  });

  it('opens no key under the name of another', async () => {
    const keys = await open('a folder');
    await keys.obtain('run/mine');
    const mine = new Set(files());
    await keys.obtain('run/theirs');
    const [theirs] = files().filter((file) => !mine.has(file));
    for (const file of mine)
      if (readFileSync(file, 'utf8').startsWith('master-')) writeFileSync(theirs!, readFileSync(file));
    await expect(keys.get('run/theirs')).rejects.toMatchObject({ name: 'KeyError' });
  });
});

describe('remembered keys', () => {
  it('ask the store once, however many ask, and notice that a key was destroyed elsewhere', async () => {
    const store = await open('a folder');
    let asked = 0;
    const counting: DataKeys = { ...store, obtain: (id) => (asked++, store.obtain(id)) };
    const keys = cachedDataKeys(counting, 300);
    const [one, other] = await Promise.all([keys.obtain('run/kept'), keys.obtain('run/kept')]);
    expect(one).toEqual(other);
    expect(await keys.get('run/kept')).toEqual(one);
    expect(asked).toBe(1);
    await store.destroy('run/kept');
    await eventually(() =>
      keys.get('run/kept').then(
        () => false,
        (error: Error) => error instanceof KeyDestroyed,
      ),
    );
  });

  it('are forgotten at once by whoever destroys them', async () => {
    const keys = cachedDataKeys(await open('a folder'));
    await keys.obtain('run/own');
    await keys.destroy('run/own');
    await expect(keys.get('run/own')).rejects.toThrow(KeyDestroyed);
    await expect(keys.obtain('run/own')).rejects.toThrow(KeyDestroyed);
  });
});

describe('the setting', () => {
  it.each([
    [undefined, 'SEAWORTHY_DATA_KEYS is not set'],
    ['postgres://127.0.0.1:5432/ledger?sslmode=disable', "the ledger's own database"],
    ['postgres://127.0.0.1:1/keys', 'ECONNREFUSED'],
  ])('%s is refused', async (where, message) => {
    const management = await openFileKeyManagement(masterKeys);
    await expect(openDataKeys(where, management, 'postgresql://127.0.0.1/ledger')).rejects.toThrow(message);
  });
});
