import type { GuidanceItem, Relation } from '../../contracts/guidance';

type Scoped = Pick<GuidanceItem, 'workflow' | 'step' | 'tenant' | 'about'>;

/** Whether there may be a run whose step is told both. */
export function meet(one: Scoped, other: Scoped): boolean {
  const may = (a: string | null | undefined, b: string | null | undefined): boolean => !a || !b || a === b;
  const facts = Object.keys(one.about).every((name) => may(one.about[name], other.about[name]));
  return one.workflow === other.workflow && may(one.step, other.step) && may(one.tenant, other.tenant) && facts;
}

const NEGATIONS = new Set(['not', 'never', 'no', 'without', 'except', 'unless', 'avoid', 'stop', "don't"]);
/** Opposites that agents are told of again and again. */
const OPPOSITES = [
  ['accept', 'reject'],
  ['always', 'never'],
  ['include', 'exclude'],
  ['pay', 'withhold'],
  ['ask', 'decide'],
] as const;
const SHORT = 3;
const ALIKE = 0.4;

/** By their words alone: much the same words with one negation more, or with opposites, seem to contradict each other. */
export function relate(one: string, other: string): Relation {
  const [a, b] = [wordsIn(one), wordsIn(other)];
  const content = (words: readonly string[]): Set<string> =>
    new Set(words.filter((word) => word.length > SHORT && !NEGATIONS.has(word)));
  const [left, right] = [content(a), content(b)];
  const shared = [...left].filter((word) => right.has(word)).length;
  const alike = shared / Math.max(1, Math.min(left.size, right.size));
  const negated = (words: readonly string[]): number => words.filter((word) => NEGATIONS.has(word)).length % 2;
  const opposed = OPPOSITES.some(
    ([x, y]) =>
      (a.includes(x) && b.includes(y) && !a.includes(y)) || (a.includes(y) && b.includes(x) && !b.includes(y)),
  );
  if (alike < ALIKE) return 'overlaps';
  if (negated(a) !== negated(b) || opposed) return 'contradicts';
  return alike > 0.7 ? 'repeats' : 'overlaps';
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
}
