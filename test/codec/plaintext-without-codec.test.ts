// Needs a Temporal dev server with a database file, and PostgreSQL (stack). The counter-check of plaintext.test.ts: the same runs, the same search, and no codec.
import type { PayloadCodec } from '@temporalio/common';
import { readSamples, tryRead } from '../helpers/invoices';
import { putThrough, textsIn } from './what-temporal-holds';

jest.mock('../../src/codec/payload-codec', () => ({
  payloadCodec: (): PayloadCodec => ({
    encode: (payloads) => Promise.resolve(payloads),
    decode: (payloads) => Promise.resolve(payloads),
  }),
}));

it('without the codec, what was on the invoices is found', async () => {
  const texts = textsIn(await putThrough());
  expect(texts.length).toBeGreaterThan(200);
  for (const { bytes, file } of readSamples()) {
    const { number, seller, totals, lines } = tryRead(bytes) ?? {};
    const wanted = [file, number, seller?.name, totals?.payable, lines?.[0]?.name].filter(
      (text) => (text?.length ?? 0) >= 5,
    );
    expect([file, wanted.filter((text) => !texts.includes(text!))]).toEqual([file, []]);
  }
}, 900_000);
