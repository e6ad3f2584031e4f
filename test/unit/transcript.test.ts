// Pure: no server, no database.
import { judgeCalls } from '../../src/activities/reason/judge-calls';
import { modelTools } from '../../src/activities/reason/model-tools';
import { shownOf } from '../../src/activities/reason/recall';
import { Transcript } from '../../src/activities/reason/transcript';
import type { Entry } from '../../src/contracts/entry';
import { Vault } from '../../src/masking/vault';
import { shelfAgent } from '../helpers/shelf/shelf-agent';

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
  const transcript = new Transcript('s', 1, new Vault({}));
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
    const again = new Transcript('s', 2, new Vault({}));
    for (const each of [...entries, entry('step-entered', { visit: 2, kind: 'agent' }, { item: 'b' })])
      again.apply(each);
    expect(again.messages()).toHaveLength(1);
    expect(again.turns).toBe(0);
  });

  it('gives two calls of one provider id different ids of ours', () => {
    const calls = replayed([entries[0]!, thought(1, [use('same'), use('same')])]).openCalls();
    expect(new Set(calls.map(({ call }) => call)).size).toBe(2);
  });

  describe('of long results', () => {
    const long = { text: 'x'.repeat(3_959) + ' ute@werft.example ' + 'y'.repeat(3_000) };
    const agents = { [shelfAgent.name]: shelfAgent };
    const begun = entry('run-started', { agent: shelfAgent.name }, { starter: 'x', input: null, secret: 'c2VjcmV0' });
    const looked = [begun, entries[0]!, thought(1, [use('t1')])];
    const shown = (body: unknown, header: object = {}): Entry =>
      entry('result', { call: 's.1.1.0', tool: 'look', outcome: 'done', ms: 1, ...header }, body);
    const at = (...more: Entry[]): Transcript => {
      const transcript = new Transcript('s', 1, new Vault(agents));
      for (const each of [...looked, ...more]) transcript.apply(each);
      return transcript;
    };
    const lastOf = (transcript: Transcript): string => {
      const [block] = transcript.messages().at(-1)!.content as { content: string }[];
      return block!.content;
    };
    const judged = (transcript: Transcript, tools = ['look']) =>
      judgeCalls(
        shelfAgent,
        { name: 's', tools, outcome: 'note' },
        transcript.openCalls(),
        {},
        false,
        { version: 1, rules: [] },
        transcript.wholes,
      );
    const recall = (input: object): Entry =>
      thought(2, [{ type: 'tool_use', id: 't2', name: 'recall', input: { why: 'w', ...input } }]);

    it('shows the beginning, cut through no token, and says how to read on; what an older ledger holds is shown whole', () => {
      expect(shownOf({}, long)).toEqual({ shown: 4_000 });
      expect(shownOf({ shows: 9_000 }, long)).toEqual({});
      expect(shownOf({}, 'short')).toEqual({});
      const text = lastOf(at(shown(long, { shown: 3_985 })));
      expect(text).toMatch(
        /x \n\[These are the first 3969 of 6996 characters\. To read on: recall, call "s\.1\.1\.0", from 3969\.\]$/,
      );
      expect(lastOf(at(shown(long)))).toHaveLength(6_996);
    });

    it('answers a recall from the ledger with what was left out, masked as it was, and keeps where it stands alone', () => {
      const result = shown(long, { shown: 3_985 });
      const before = JSON.stringify(at(result).messages());
      const asked = at(result, recall({ call: 's.1.1.0', from: 3_969, to: 99_999 }));
      const { entries: answers, calls } = judged(asked);
      expect(calls).toEqual([]);
      expect(answers).toMatchObject([
        { kind: 'verdict', header: { tool: 'recall', verdict: 'allowed' } },
        { kind: 'result', header: { outcome: 'done' }, body: { call: 's.1.1.0', from: 3_969, to: 6_996 } },
      ]);
      asked.apply(entry('result', answers[1]!.header, answers[1]!.body));
      expect(lastOf(asked)).toMatch(/^\[EMAIL-[0-9A-F]{16}\] y{3000}"}\n\[Characters 3969 to 6996 of 6996\.\]$/);
      expect(JSON.stringify(asked.messages().slice(0, 3))).toBe(before); // the prefix is as it was sent
    });

    it.each([
      [{ call: 's.1.9.0', from: 0, to: 10 }, 'denied'],
      [{ call: 's.1.1.0', from: 7_000, to: 8_000 }, 'denied'],
      [{ call: 's.1.1.0', from: -1, to: 8_000 }, 'malformed'],
    ])('recalls nothing but what was shortened in this step: %j is %s', (input, outcome) => {
      const { entries: answers, calls } = judged(at(shown(long, { shown: 3_985 }), recall(input)));
      expect(answers.at(-1)).toMatchObject({ kind: 'result', header: { outcome } });
      expect(calls).toEqual([]);
    });

    it('is offered where a step has tools, and denied where it has none', () => {
      const names = (tools: string[]): string[] =>
        modelTools(shelfAgent, { tools, outcome: 'note' }).map(({ name }) => name);
      expect(names(['look', 'fetch'])).toEqual(['fetch', 'look', 'recall', 'conclude']);
      expect(names([])).toEqual(['conclude']);
      const asked = at(shown(long, { shown: 3_985 }), recall({ call: 's.1.1.0', from: 0, to: 9 }));
      expect(judged(asked, []).entries.at(-1)).toMatchObject({ header: { outcome: 'denied' } });
    });
  });
});
