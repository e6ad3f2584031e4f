// Needs PostgreSQL (embedded, from the global set-up).
import type { Transcript } from '../../src/activities/reason/transcript';
import { Transcripts } from '../../src/activities/reason/transcripts';
import type { NewEntry } from '../../src/contracts/entry';
import type { RunId } from '../../src/contracts/ids';
import { append } from '../../src/ledger/append';
import { openLedger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { startRun } from '../../src/ledger/start-run';
import { cutBack } from '../helpers/cut-back';
import { testDataKeys } from '../helpers/keys';
import { freshDatabase } from '../helpers/stack';

const run = 'run-1' as RunId;
const of = { run, step: 'tidy', visit: 1 };
const fact = (source: string): NewEntry => ({
  source,
  kind: 'fact-established',
  step: null,
  header: { name: source },
  body: source,
});

it('a transcript that is kept is read on from, and dropped where the ledger went another way', async () => {
  const database = await freshDatabase();
  const ledger = openLedger(database.url, (await testDataKeys()).dataKeys);
  try {
    await migrate(ledger);
    await startRun(ledger, { id: run, tenant: 'default', starter: 'local|starter', temporalRun: 'first' });
    const add = (...sources: string[]) => append(ledger, run, null, sources.map(fact));
    const transcripts = new Transcripts(ledger, {});
    const upTo = async (last: Awaited<ReturnType<typeof append>>): Promise<Transcript> => {
      const transcript = await transcripts.upTo(last, of);
      transcripts.keep(transcript, last.head, of);
      return transcript;
    };
    const facts = async (last: Awaited<ReturnType<typeof append>>): Promise<string[]> =>
      Object.keys((await upTo(last)).facts);
    const first = await upTo(await add('a', 'b'));
    expect(Object.keys(first.facts)).toEqual(['a', 'b']);
    const last = await add('c');
    expect(await transcripts.upTo(last, of)).toBe(first);
    expect(Object.keys(first.facts)).toEqual(['a', 'b', 'c']);
    // Taken, and not given back: whoever comes next has one of its own.
    const second = await upTo(last);
    expect(second).not.toBe(first);
    expect(Object.keys(second.facts)).toEqual(['a', 'b', 'c']);
    await cutBack(ledger, run, 1);
    expect(await facts(await add('d', 'e'))).toEqual(['a', 'd', 'e']); // as long as before
    await cutBack(ledger, run, 1);
    expect(await facts(await add('f', 'g', 'h'))).toEqual(['a', 'f', 'g', 'h']); // longer
    await cutBack(ledger, run, 1);
    expect(await facts(await add())).toEqual(['a']);
  } finally {
    await ledger.close();
    await database.drop();
  }
});
