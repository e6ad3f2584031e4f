// Needs a Temporal dev server and PostgreSQL (stack), a scripted model and a small system over real sockets.
import { readEntries } from '../../src/ledger/read-entries';
import { verifyRun } from '../../src/ledger/verify-run';
import { startEngine } from '../helpers/engine';
import type { Engine } from '../helpers/engine';

const look = (item: string, bytes = 10) => ({ tool: 'look', args: { item, bytes } });
const fetchIt = (item: string, bytes = 10) => ({ tool: 'fetch', args: { item, bytes } });
const invented = { tool: 'no_such_tool', args: {} };
const conclude = { conclude: { note: 'done' } };

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({
    'case-reads': [{ calls: [look('a'), look('b')] }, { calls: [look('c'), fetchIt('d')] }, conclude],
    'case-writes': [
      {
        calls: [
          { tool: 'put', args: { item: 'p1' } },
          { tool: 'store', args: { item: 's1', amount: '5' } },
        ],
      },
      conclude,
    ],
    'case-unlisted': [
      { calls: [{ tool: 'unlisted', args: { item: 'u' } }] },
      { calls: [{ tool: 'ungranted', args: { item: 'u' } }] },
      conclude,
    ],
    'case-invented': [{ calls: [{ tool: 'no_such_tool', args: { item: 'u' } }] }, conclude],
    'case-malformed': Array.from({ length: 9 }, () => ({ calls: [{ tool: 'look', args: { item: 7 } }] })),
    'case-mended': [{ calls: [{ tool: 'look', args: { item: 7 } }] }, { calls: [look('a')] }, conclude],
    'case-no-why': [{ calls: [{ ...look('a'), why: '' }] }, conclude],
    'case-refusal': [{ say: 'no', stopReason: 'refusal' }],
    'case-cut-off': [{ say: 'a long story', stopReason: 'max_tokens' }, conclude],
    'case-pause': [{ ...conclude, fault: { kind: 'pause-turn' } }, conclude],
    'case-context': [{ say: 'too much', stopReason: 'model_context_window_exceeded' }],
    'case-chatty': [{ say: 'Hello.' }, conclude],
    'case-endless': () => ({ calls: [look('a')] }),
    'case-flood': [
      ...Array.from({ length: 11 }, () => ({
        calls: [...Array.from({ length: 5 }, () => look('a')), ...Array.from({ length: 5 }, () => invented)],
      })),
      conclude,
    ],
    'case-mails': [
      { calls: Array.from({ length: 25 }, (_, at) => ({ tool: 'put', args: { item: `m${at}` } })) },
      conclude,
    ],
    'case-429': [{ ...conclude, fault: { kind: 'rate-limited', retryAfterSeconds: 1 } }],
    'case-fallback': [conclude],
  });
  await engine.startWorker();
});
afterAll(() => engine.close());

async function run(marker: string, stretch?: { turns: number; seconds: number }) {
  const started = await engine.start('shelfAgentRun', { marker }, stretch ? { stretch } : {});
  const result = await started.result();
  return { ...started, result, entries: await readEntries(engine.ledger, started.run) };
}

describe('a step of an agent', () => {
  it('reads inline inside one stretch and by the queue through act, and concludes', async () => {
    const { result, entries, handle, run: id } = await run('case-reads');
    expect(result).toMatchObject({ end: 'tidied', summary: 'done', path: ['tidy', 'tidied'] });
    expect(entries.filter(({ kind }) => kind === 'result')).toHaveLength(4);
    const { events } = await handle.fetchHistory();
    const acts = events!.filter((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'act');
    expect(acts).toHaveLength(2); // c and d came in one answer, of which one is on a queue
    expect(await verifyRun(engine.ledger, id)).toMatchObject({ intact: true });
  });

  it('writes one after the other, in order, each with a claim', async () => {
    const { entries } = await run('case-writes');
    expect(
      entries
        .filter(({ kind }) => ['write-claimed', 'result'].includes(kind))
        .map(({ kind, header }) => [kind, (header as { tool: string }).tool]),
    ).toEqual([
      ['write-claimed', 'put'],
      ['result', 'put'],
      ['write-claimed', 'store'],
      ['result', 'store'],
    ]);
    expect(engine.shelf.effects.committed).toHaveLength(1);
  });

  it('law 5: a tool that is not in the step, not granted or not declared cannot run, and the model is told', async () => {
    const before = engine.shelf.effects.push.length;
    const denied = await run('case-unlisted');
    const invented = await run('case-invented');
    const outcomes = [...denied.entries, ...invented.entries].flatMap((entry) =>
      entry.kind === 'verdict' ? [[entry.header.verdict, entry.header.rule]] : [],
    );
    expect(outcomes).toEqual([
      ['denied', 'step-tools'],
      ['denied', 'permission'],
      ['denied', 'step-tools'],
    ]);
    expect(denied.result.end).toBe('tidied');
    expect(engine.shelf.effects.push).toHaveLength(before);
  });

  it.each([
    ['case-malformed', 'given-up'],
    ['case-mended', 'tidied'],
    ['case-no-why', 'tidied'],
    ['case-refusal', 'given-up'],
    ['case-cut-off', 'tidied'],
    ['case-pause', 'tidied'],
    ['case-context', 'given-up'],
    ['case-chatty', 'tidied'],
    ['case-endless', 'given-up'],
    ['case-429', 'tidied'],
  ])('%s ends %s', async (marker, end) => {
    const { result } = await run(marker);
    expect(result.end).toBe(end);
  });

  it.each([
    ['case-flood', 'limit-of-calls', 10],
    ['case-mails', 'limit-of-writes', 5],
  ])(
    '%s: calls are counted whatever becomes of them, and those beyond the limit are denied',
    async (marker, rule, denied) => {
      const { entries, result } = await run(marker);
      const rules = entries.flatMap((entry) => (entry.kind === 'verdict' ? [entry.header.rule] : []));
      expect(rules.filter((each) => each === rule)).toHaveLength(denied);
      expect(rules.lastIndexOf(rule)).toBe(rules.length - 1);
      expect(result.end).toBe('tidied');
    },
  );

  it('falls back to the second model when the first keeps failing', async () => {
    engine.model.faults.set([
      { trouble: { kind: 'overloaded' }, when: { model: 'claude-sonnet-5-5', contains: 'case-fallback' } },
    ]);
    const { entries, result } = await run('case-fallback');
    expect(entries.flatMap((entry) => (entry.kind === 'model-failed' ? [entry.header.model] : []))).toEqual(
      Array(3).fill('claude-sonnet-5-5'),
    );
    expect(entries.find(({ kind }) => kind === 'thought')?.header).toMatchObject({ model: 'claude-haiku-5-5' });
    expect(result.end).toBe('tidied');
  });

  it('with stretch 1 each turn is an activity of its own, with a summary that says which', async () => {
    const { result, handle } = await run('case-reads', { turns: 1, seconds: 60 });
    expect(result.end).toBe('tidied');
    const { events } = await engine.history({ handle });
    const summaries = events!.flatMap((event) => {
      const data = event.userMetadata?.summary?.data;
      return data ? [JSON.parse(Buffer.from(data).toString()) as string] : [];
    });
    expect(summaries).toEqual(
      expect.arrayContaining(['tidy · turn 1', 'tidy · turn 2', 'inline-shelf.look', 'shelf.fetch', 'end · tidied']),
    );
  });
});
