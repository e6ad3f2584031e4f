// Needs nothing.
import type { StepVisit } from '../../src/ledger/step-visits';
import { adviseStep } from '../../src/readiness/advise-step';

const visits = (count: number, bad: number, ...tools: string[]): StepVisit[] =>
  Array.from({ length: count }, (_, n) => ({ step: 'resolve', tools, bad: n < bad }));

it.each<[string, StepVisit[], string]>([
  ['few visits', visits(49, 40, 'a'), '49 visits'],
  ['work that is done well', [...visits(100, 2, 'a', 'b'), ...visits(100, 3, 'c')], 'It does its work: 5 of 200'],
  ['one kind of work', [...visits(60, 20, 'a', 'b'), ...visits(40, 10, 'b', 'c')], 'of one kind'],
  ['two kinds that go wrong alike', [...visits(60, 18, 'a', 'b'), ...visits(60, 19, 'c')], 'alike'],
  ['a kind that is too rare', [...visits(100, 10, 'a'), ...visits(12, 12, 'c')], 'of one kind'],
])('%s: the step is left whole', (_what, of, says) => {
  const advice = adviseStep('resolve', of);
  expect(advice).toMatchObject({ worth: false, visits: of.length });
  expect(advice.says).toContain(says);
});

it('a kind of work that goes wrong, and shares no tool with the rest, is worth splitting off', () => {
  const advice = adviseStep('resolve', [
    ...visits(80, 3, 'a', 'b'),
    ...visits(1, 0, 'b', 'c'), // once in a hundred: chance
    ...visits(60, 25, 'c', 'd'),
  ]);
  expect(advice).toMatchObject({
    worth: true,
    groups: [
      { tools: ['a', 'b'], visits: 81 },
      { tools: ['c', 'd'], visits: 60, bad: { count: 25 } },
    ],
  });
  expect(advice.says).toContain('Work with c, d goes wrong in 25 of 60 visits');
});
