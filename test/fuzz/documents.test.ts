// Needs no server: mutated invoices.
import { readInvoice, UnreadableInvoice } from '../../src/integrations/documents';
import { readSamples } from '../helpers/invoices';
import { fuzz, fuzzTimeoutMs } from './fuzzing';
import { mutateBytes, mutateXml } from './mutate';

const samples = readSamples().map(({ bytes }) => bytes);

it(
  'a mutated invoice is read, or is unreadable: nothing else',
  () =>
    fuzz('invoice', (random, index) => {
      const bytes = samples[index % samples.length]!;
      const mutated =
        random.next() < 0.5 ? mutateBytes(bytes, random) : Buffer.from(mutateXml(bytes.toString(), random));
      try {
        readInvoice(mutated);
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableInvoice);
      }
    }),
  fuzzTimeoutMs,
);
