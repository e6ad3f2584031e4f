// Pure: master keys in a temporary folder.
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Payload, SerializationContext } from '@temporalio/common';
import { defaultPayloadConverter } from '@temporalio/common';
import { payloadCodec, workflowIdOf } from '../../src/codec/payload-codec';
import { payloadConverter, undecodable } from '../../src/contracts/payload-converter';
import { open } from '../../src/integrations/keys/aes-gcm';
import { openFileKeyManagement } from '../../src/integrations/keys/file-key-management';
import type { KeyManagement } from '../../src/integrations/keys/key-management';

const file = (): string => path.join(mkdtempSync(path.join(tmpdir(), 'codec-')), 'master-keys.json');
const context: SerializationContext = { type: 'workflow', namespace: 'default', workflowId: 'invoice-0123456789ab' };
const HOUR = 3_600_000;

/** Counts what is asked of it. */
function counted(keys: KeyManagement) {
  const counts = { wrap: 0, unwrap: 0 };
  const counting: KeyManagement = {
    wrap: (...args) => (counts.wrap++, keys.wrap(...args)),
    unwrap: (...args) => (counts.unwrap++, keys.unwrap(...args)),
  };
  return { counts, keys: counting };
}

let keyFile: string;
let keys: Awaited<ReturnType<typeof openFileKeyManagement>>;
beforeEach(async () => {
  keyFile = file();
  keys = await openFileKeyManagement(keyFile);
});

async function sealed(value: unknown, codec = payloadCodec(keys)): Promise<Payload> {
  const [payload] = await codec.encode([defaultPayloadConverter.toPayload(value)], context);
  return payload!;
}

/** As a workflow sees it. */
async function read(payload: Payload, codec = payloadCodec(keys)): Promise<unknown> {
  const [decoded] = await codec.decode([payload]);
  return payloadConverter.fromPayload(decoded!);
}

/** Whole, as it would lie in a database. */
const bytesOf = ({ metadata, data }: Payload): Buffer =>
  Buffer.concat([
    ...Object.entries(metadata ?? {}).flatMap(([name, value]) => [Buffer.from(name), value]),
    data ?? Buffer.alloc(0),
  ]);

describe('what was encoded', () => {
  it.each<[name: string, value: unknown]>([
    ['text', 'Nordhafen Schrauben GmbH'],
    ['an object', { iban: 'DE89 3704 0044 0532 0130 00', lines: [{ amount: '12.50' }] }],
    ['empty text', ''],
    ['null', null],
    ['nothing', undefined],
    ['no bytes', new Uint8Array()],
    ['bytes', new Uint8Array(randomBytes(1_000))],
    ['two megabytes', 'Schrauben '.repeat(200_000)],
  ])('is read again by another process: %s', async (_, value) => {
    const other = payloadCodec(await openFileKeyManagement(keyFile));
    expect(await read(await sealed(value), other)).toEqual(value);
  });

  it('shows nothing of what it was, its encoding included, but whose it is and by which key', async () => {
    const payload = await sealed({ iban: 'DE89370400440532013000' });
    expect(Object.keys(payload.metadata!)).toEqual(['encoding', 'encryption-key', 'workflow-id']);
    expect(Buffer.from(payload.metadata!['encoding']!).toString()).toBe('binary/encrypted');
    expect(Buffer.from(payload.metadata!['encryption-key']!).toString()).toMatch(/^master-[0-9a-f]{8}\.[\w-]{80}$/);
    expect(workflowIdOf(payload)).toBe('invoice-0123456789ab');
    expect(bytesOf(payload).includes('DE893704')).toBe(false);
    expect(bytesOf(payload).includes('json/plain')).toBe(false);
  });

  it('is another text each time', async () => {
    const codec = payloadCodec(keys);
    const texts = await Promise.all(
      Array.from({ length: 100 }, async () => bytesOf(await sealed('same', codec)).toString('hex')),
    );
    expect(new Set(texts).size).toBe(100);
  });

  it('stays in order, however many there are', async () => {
    const codec = payloadCodec(keys);
    const values = Array.from({ length: 50 }, (_, i) => ({ i }));
    const encoded = await codec.encode(values.map((value) => defaultPayloadConverter.toPayload(value)));
    const decoded = await codec.decode(encoded);
    expect(decoded.map((payload) => defaultPayloadConverter.fromPayload(payload))).toEqual(values);
    expect(await codec.encode([])).toEqual([]);
    expect(await codec.decode([])).toEqual([]);
  });
});

describe('keys', () => {
  afterEach(() => jest.restoreAllMocks());

  it('one data key serves an hour, of which key management hears once', async () => {
    const { counts, keys: counting } = counted(keys);
    const codec = payloadCodec(counting);
    const payloads = await Promise.all(Array.from({ length: 20 }, (_, i) => sealed(i, codec)));
    for (const payload of payloads) await read(payload, codec);
    expect(counts).toEqual({ wrap: 1, unwrap: 0 });

    const reader = payloadCodec(counting);
    await Promise.all(payloads.map((payload) => read(payload, reader)));
    expect(counts).toEqual({ wrap: 1, unwrap: 1 });

    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now + HOUR + 1);
    const later = await sealed('later', codec);
    expect(counts.wrap).toBe(2);
    expect(later.metadata!['encryption-key']).not.toEqual(payloads[0]!.metadata!['encryption-key']);
    for (const payload of [later, ...payloads]) expect(await read(payload, reader)).not.toEqual(undecodable);
  });

  it('master keys rotate, and what was sealed under old ones is read by who starts later', async () => {
    const before = await sealed('before');
    await keys.rotate();
    const after = await sealed('after');
    const later = payloadCodec(await openFileKeyManagement(keyFile));
    expect([await read(before, later), await read(after, later)]).toEqual(['before', 'after']);
    const kid = ({ metadata }: Payload): string => Buffer.from(metadata!['encryption-key']!).toString().split('.')[0]!;
    expect(kid(before)).not.toBe(kid(after));
  });

  it('that key management does not give for now make encoding and decoding fail, and then work again', async () => {
    const payload = await sealed('kept');
    let down = true;
    const away = (): Promise<never> => Promise.reject(new Error('no answer'));
    const codec = payloadCodec({
      wrap: (...args) => (down ? away() : keys.wrap(...args)),
      unwrap: (...args) => (down ? away() : keys.unwrap(...args)),
    });
    await expect(sealed('new', codec)).rejects.toThrow('no answer');
    await expect(read(payload, codec)).rejects.toThrow('no answer');
    down = false;
    expect(await read(await sealed('new', codec), codec)).toBe('new');
    expect(await read(payload, codec)).toBe('kept');
  });

  it('of payloads open nothing else', async () => {
    const payload = await sealed('kept');
    const wrapped = Buffer.from(payload.metadata!['encryption-key']!).toString();
    await expect(keys.unwrap(wrapped, 'ledger')).rejects.toMatchObject({ name: 'KeyError' });
    const key = await keys.unwrap(wrapped, 'temporal-payload');
    expect(() => open(key, payload.data!, 'ledger')).toThrow('It does not hold');
  });
});

describe('what cannot be decoded becomes a value, and never an error', () => {
  const changed = (payload: Payload, change: Partial<Record<string, Uint8Array>>, data = payload.data!): Payload => ({
    metadata: { ...payload.metadata, ...change } as Record<string, Uint8Array>,
    data,
  });
  const flipped = (bytes: Uint8Array, at: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy[at]! ^= 1;
    return copy;
  };

  it.each<[name: string, forge: (payload: Payload) => Payload | Promise<Payload>]>([
    ['a bit flipped in the nonce', (payload) => changed(payload, {}, flipped(payload.data!, 0))],
    ['a bit flipped in the tag', (payload) => changed(payload, {}, flipped(payload.data!, 12))],
    ['a bit flipped in the text', (payload) => changed(payload, {}, flipped(payload.data!, payload.data!.length - 1))],
    ['cut off', (payload) => changed(payload, {}, payload.data!.subarray(0, 40))],
    ['shorter than a nonce', (payload) => changed(payload, {}, payload.data!.subarray(0, 5))],
    ['empty', (payload) => changed(payload, {}, new Uint8Array())],
    ['without data', ({ metadata }) => ({ metadata: metadata! })],
    ['without a key', ({ metadata, data }) => ({ metadata: { encoding: metadata!['encoding']! }, data: data! })],
    ['with an empty key', (payload) => changed(payload, { 'encryption-key': new Uint8Array() })],
    ['with noise for a key', (payload) => changed(payload, { 'encryption-key': randomBytes(200) })],
    [
      'with a changed key',
      (payload) => changed(payload, { 'encryption-key': flipped(payload.metadata!['encryption-key']!, 40) }),
    ],
    [
      'with an unknown master key',
      (payload) => changed(payload, { 'encryption-key': Buffer.from('master-00000000.AAAA') }),
    ],
    [
      'under the name of another workflow',
      (payload) => changed(payload, { 'workflow-id': Buffer.from('invoice-other') }),
    ],
    ['without the name of its workflow', (payload) => changed(payload, { 'workflow-id': new Uint8Array() })],
    ['by master keys of somebody else', async () => sealed('x', payloadCodec(await openFileKeyManagement(file())))],
    ['noise', (payload) => changed(payload, {}, randomBytes(500))],
    [
      'sealed twice, the inner one by somebody else',
      async () => {
        const inner = await sealed('x', payloadCodec(await openFileKeyManagement(file())));
        return (await payloadCodec(keys).encode([inner], context))[0]!;
      },
    ],
  ])('%s', async (_, forge) => {
    expect(await read(await forge(await sealed({ approval: 'a' })))).toEqual(undecodable);
  });

  it('beside it, the others of a message are read', async () => {
    const codec = payloadCodec(keys);
    const good = await sealed('good', codec);
    const decoded = await codec.decode([good, changed(good, {}, randomBytes(50)), good]);
    expect(decoded.map((payload) => payloadConverter.fromPayload(payload))).toEqual(['good', undecodable, 'good']);
  });

  it.each<[name: string, payload: Payload]>([
    ['an encoding that nobody knows', { metadata: { encoding: Buffer.from('binary/other') }, data: Buffer.from('x') }],
    ['no encoding', { metadata: {}, data: Buffer.from('x') }],
    ['no metadata', { data: Buffer.from('x') }],
    ['JSON that is none', { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{') }],
  ])('a plain payload with %s', async (_, payload) => {
    expect(await read(payload)).toEqual(undecodable);
  });
});

it('a plain payload is read: of a run from before the codec, or of a sender without keys', async () => {
  expect(await read(defaultPayloadConverter.toPayload({ approval: 'a' }))).toEqual({ approval: 'a' });
});
