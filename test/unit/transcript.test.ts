// Pure: no server, no database.
import { Transcript } from '../../src/activities/reason/transcript';
import type { Entry } from '../../src/contracts/entry';

let seq = 0;
const entry = (kind: string, header: object, body: unknown = null, step = 's'): Entry =>
  ({
    run: 'r',
    seq: ++seq,
    source: `x:${seq}`,
    kind,
    step,
    at: new Date(0),
    header,
    body,
    seal: '',
  }) as unknown as Entry;
const thought = (turn: number, content: unknown[], stop = 'tool_use'): Entry =>
  entry(
    'thought',
    {
      turn,
      model: 'm',
      stop,
      input: 1,
      output: 1,
      cacheRead: 0,
      cacheWrite5m: 0,
      cacheWrite1h: 0,
      usd: '0.10',
      ms: 1,
      requestId: '',
    },
    content,
  );
const use = (id: string, input: object = { why: 'w', item: 'a' }): object => ({
  type: 'tool_use',
  id,
  name: 'look',
  input,
});
const result = (call: string, body: unknown, outcome = 'done'): Entry =>
  entry('result', { call, tool: 'look', outcome, ms: 1 }, body);

function replayed(entries: Entry[]): Transcript {
  const transcript = new Transcript('s', 1);
  for (const each of entries) transcript.apply(each);
  return transcript;
}

describe('a transcript', () => {
  const entries = [
    entry('step-entered', { visit: 1, kind: 'agent' }, { item: 'a' }),
    thought(1, [{ type: 'text', text: 'hm' }, use('t1'), use('t2')]),
    result('s.1.1.1', 'second'),
    result('s.1.1.0', { error: 'no' }, 'denied'),
    thought(2, [{ type: 'text', text: 'so' }], 'end_turn'),
  ];

  it('law 2: is a pure function of the entries, whatever order results came in', () => {
    const [enter, first, b, a, last] = entries as [Entry, Entry, Entry, Entry, Entry];
    const swapped = [enter, first, { ...a, seq: b.seq }, { ...b, seq: a.seq }, last];
    expect(replayed(swapped).messages()).toEqual(replayed(entries).messages());
    expect(JSON.stringify(replayed(entries).messages())).toMatchInlineSnapshot(
      `"[{"role":"user","content":[{"type":"text","text":"<brief>{\\"item\\":\\"a\\"}</brief>"}]},{"role":"assistant","content":[{"type":"text","text":"hm"},{"type":"tool_use","id":"t1","name":"look","input":{"why":"w","item":"a"}},{"type":"tool_use","id":"t2","name":"look","input":{"why":"w","item":"a"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"{\\"error\\":\\"no\\"}","is_error":true},{"type":"tool_result","tool_use_id":"t2","content":"\\"second\\""}]},{"role":"assistant","content":[{"type":"text","text":"so"}]},{"role":"user","content":[{"type":"text","text":"Go on by calling a tool, or end by calling conclude."}]}]"`,
    );
  });

  it('counts turns, money and open calls from entries, and takes none twice', () => {
    const transcript = replayed([...entries, ...entries]);
    expect([transcript.turns, transcript.usd.toFixed(), transcript.openCalls().length]).toEqual([2, '0.2', 0]);
    expect(replayed(entries.slice(0, 3)).openCalls()).toMatchObject([
      { call: 's.1.1.0', why: 'w', args: { item: 'a' } },
    ]);
  });

  it('is told of other steps only the facts of the run', () => {
    const other = { ...thought(1, [use('t9')]), step: 'other' } as Entry;
    const transcript = replayed([
      ...entries.slice(0, 1),
      other,
      entry('fact-established', { name: 'bankChanged' }, true, 'other'),
    ]);
    expect([transcript.turns, transcript.facts]).toEqual([0, { bankChanged: true }]);
  });

  it('begins anew when the step is entered anew', () => {
    const again = new Transcript('s', 2);
    for (const each of [...entries, entry('step-entered', { visit: 2, kind: 'agent' }, { item: 'b' })])
      again.apply(each);
    expect(again.messages()).toHaveLength(1);
    expect(again.turns).toBe(0);
  });

  it('gives two calls of one provider id different ids of ours', () => {
    const calls = replayed([entries[0]!, thought(1, [use('same'), use('same')])]).openCalls();
    expect(new Set(calls.map(({ call }) => call)).size).toBe(2);
  });
});
