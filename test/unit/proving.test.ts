// Pure: no server, no database.
import { checksHold, sameOutcome } from '../../src/activities/proving/checks-hold';
import { judgeProof } from '../../src/activities/proving/judge-proof';
import type { ItemMeta } from '../../src/activities/proving/judge-proof';
import { Check } from '../../src/contracts/cases';
import type { Replay } from '../../src/ledger/proofs';

const concluded = {
  ended: 'concluded' as const,
  outcome: { action: 'query', amount: '12.50', lines: [{ quantity: 3 }] },
  calls: [{ tool: 'askBuyer', args: { order: '47' } }],
};

it.each([
  [[{ check: 'concludes', path: 'action', is: 'query' }], true],
  [[{ check: 'concludes', path: 'action', isNot: 'query' }], false],
  [[{ check: 'concludes', path: 'amount', is: '12.5' }], true],
  [[{ check: 'concludes', path: 'amount', in: [1, 12.5] }], true],
  [[{ check: 'concludes', path: 'lines.0.quantity', is: 3 }], true],
  [[{ check: 'concludes', path: 'lines.7.quantity', is: 3 }], false],
  [[{ check: 'concludes', path: 'constructor', is: 'x' }], false],
  [[{ check: 'calls', tool: 'askBuyer' }], true],
  [[{ check: 'calls', tool: 'askBuyer', path: 'order', is: 47 }], true],
  [[{ check: 'calls', tool: 'askSupplier' }], false],
  [[{ check: 'calls-not', tool: 'askSupplier' }], true],
  [[{ check: 'calls-not', tool: 'askBuyer' }], false],
  [
    [
      { check: 'calls', tool: 'askBuyer' },
      { check: 'concludes', path: 'action', is: 'accept' },
    ],
    false,
  ],
])('%j of what an agent did: %s', (checks, holds) => {
  expect(checksHold(Check.array().parse(checks), concluded)).toBe(holds);
});

it('of one that asked for what was not recorded, only what it has done by then can hold', () => {
  const diverged = { ...concluded, ended: 'diverged' as const, outcome: undefined };
  const holds = (...checks: object[]): boolean => checksHold(Check.array().parse(checks), diverged);
  expect(holds({ check: 'calls', tool: 'askBuyer' })).toBe(true);
  expect(holds({ check: 'calls-not', tool: 'askSupplier' })).toBe(false);
  expect(holds({ check: 'concludes', path: 'action', isNot: 'accept' })).toBe(false);
});

it('conclusions come to the same by their decisive fields', () => {
  const one = { action: 'accept', amount: '10.00', rationale: 'a' };
  expect(sameOutcome(one, { ...one, amount: '10', rationale: 'b' }, ['action', 'amount'])).toBe(true);
  expect(sameOutcome(one, { ...one, amount: '11' }, ['action', 'amount'])).toBe(false);
  expect(sameOutcome(one, { ...one, rationale: 'b' })).toBe(false);
  expect(sameOutcome(undefined, one)).toBe(false);
});

describe('what the replays of a proof come to', () => {
  const metas = (kind: ItemMeta['kind'], count: number): ItemMeta[] =>
    Array.from({ length: count }, (_, n) => ({ item: `${kind}-${n}`, kind, run: 'r', step: 's' }));
  const replay = (item: string, arm: Replay['arm'], passed: boolean): Replay => ({
    ...{ item, arm, repeat: 1 },
    result: { ended: 'concluded', passed, turns: 1, usd: arm === 'now' ? '0.01' : '0.02', ms: 100 },
  });
  const judge = (cases: [now: boolean, candidate: boolean][], good: [now: boolean, candidate: boolean][]) => {
    const all = [...metas('case', cases.length), ...metas('good', good.length)];
    const replays = [...cases, ...good].flatMap(([now, candidate], at) => [
      replay(all[at]!.item, 'now', now),
      replay(all[at]!.item, 'candidate', candidate),
    ]);
    return judgeProof(all, replays, [], { margin: 0.05, seed: 1 });
  };
  const times = <T>(count: number, value: T): T[] => Array<T>(count).fill(value);
  const fixed: [boolean, boolean] = [false, true];
  const kept: [boolean, boolean] = [true, true];
  const broken: [boolean, boolean] = [true, false];

  it.each([
    ['better', times(5, fixed), times(10, kept)],
    ['no-effect', times(4, fixed), times(10, kept)], // too few to tell
    ['no-effect', times(5, kept), times(10, kept)],
    ['worse', times(5, fixed), [broken, ...times(9, kept)]],
    ['worse', [broken, ...times(9, fixed), ...times(9, broken)], times(10, kept)],
    ['no-effect', times(20, fixed).slice(0, 2), [broken, ...times(19, kept)]], // within the margin
    ['no-verdict', [], []],
  ] as const)('%s', (verdict, cases, good) => {
    expect(judge([...cases] as [boolean, boolean][], [...good] as [boolean, boolean][]).verdict).toBe(verdict);
  });

  it('tells what it costs more, and is the same however often', () => {
    const report = judge(times(5, fixed), times(10, kept));
    expect(report).toMatchObject({ p: 1 / 32, usd: { mean: expect.closeTo(0.01, 6) as number }, ms: { mean: 0 } });
    expect(report.cases).toMatchObject({
      now: { rate: 0 },
      candidate: { rate: 1 },
      change: { mean: 1, low: expect.closeTo(0.5, 1) as number, high: 1 },
    });
    expect(judge(times(5, fixed), times(10, kept))).toEqual(report);
  });
});
