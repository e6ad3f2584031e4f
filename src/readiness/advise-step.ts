import type { StepAdvice } from '../contracts/advice';
import type { StepVisit } from '../ledger/step-visits';
import { fisherTest } from '../statistics/exact-tests';
import { rateOf } from '../statistics/rate-of';
import { listed } from './criterion';

/** Fewer say nothing. */
const ENOUGH = 50;
/** Of visits that go wrong: below that there is nothing to mend. */
const TROUBLE = 0.05;
/** Two tools belong together where so many of the visits that use the rarer one use both. */
const TOGETHER = 0.05;
/** Of all visits: a kind of work that is rarer is none of its own. */
const KIND = 0.2;
const SIGNIFICANT = 0.05;

type Group = StepAdvice['groups'][number];

/**
 * Whether a step is worth splitting off into an agent of its own. The answer is no unless its visits go wrong, fall into kinds of work that share no
 * tool, and go wrong more often in one of them than in the others by more than chance (Fisher's exact test, one-sided, 5 %).
 */
export function adviseStep(step: string, visits: readonly StepVisit[]): StepAdvice {
  const bad = rateOf(visits.filter((visit) => visit.bad).length, visits.length);
  const groups = groupsOf(visits);
  const no = (says: string): StepAdvice => ({ step, worth: false, says, visits: visits.length, bad, groups });
  if (visits.length < ENOUGH) return no(`${visits.length} visits have ended; from ${ENOUGH} on they say something.`);
  if (bad.low <= TROUBLE)
    return no(
      `It does its work: ${bad.count} of ${bad.of} went wrong. A second agent would add cost, and nothing else.`,
    );
  const kinds = groups.filter((group) => group.visits >= KIND * visits.length);
  if (kinds.length < 2)
    return no(
      `${bad.count} of ${bad.of} went wrong, but its work is of one kind: the tools are used together, and the next agent would need them all. Correct it by guidance: npx seaworthy flags.`,
    );
  const worst = kinds.reduce((one, other) => ((other.bad.rate ?? 0) > (one.bad.rate ?? 0) ? other : one));
  const rest = { bad: bad.count - worst.bad.count, of: bad.of - worst.bad.of };
  const p = fisherTest({ bad: worst.bad.count, of: worst.bad.of }, rest);
  if (p >= SIGNIFICANT)
    return no(
      `${bad.count} of ${bad.of} went wrong, in all kinds of its work alike (p = ${p.toFixed(2)}): a second agent would do no better. Correct it by guidance: npx seaworthy flags.`,
    );
  const says = `Work with ${listed(worst.tools)} goes wrong in ${worst.bad.count} of ${worst.bad.of} visits, the rest in ${rest.bad} of ${rest.of} (p = ${p.toPrecision(1)}), and they share no tool: an agent of its own for it is worth a try.`;
  return { step, worth: true, says, visits: visits.length, bad, groups };
}

/** Kinds of work: tools are joined where they are used together, and a visit is of the kind of its tools. */
function groupsOf(visits: readonly StepVisit[]): Group[] {
  const used = new Map<string, number>();
  const both = new Map<string, number>();
  for (const { tools } of visits)
    for (const [at, tool] of tools.entries()) {
      used.set(tool, (used.get(tool) ?? 0) + 1);
      for (const other of tools.slice(at + 1)) both.set(pair(tool, other), (both.get(pair(tool, other)) ?? 0) + 1);
    }
  const kindOf = new Map([...used.keys()].map((tool) => [tool, tool]));
  for (const [names, count] of both) {
    const [one, other] = names.split('\n') as [string, string];
    if (count <= TOGETHER * Math.min(used.get(one)!, used.get(other)!)) continue;
    const [into, from] = [kindOf.get(one)!, kindOf.get(other)!];
    for (const [tool, kind] of kindOf) if (kind === from) kindOf.set(tool, into);
  }
  const kindOfVisit = ({ tools }: StepVisit): string => (tools[0] === undefined ? '' : kindOf.get(tools[0])!);
  return [...new Set(visits.map(kindOfVisit))]
    .map((kind) => ({ kind, of: visits.filter((visit) => kindOfVisit(visit) === kind) }))
    .map(({ kind, of }) => ({
      tools: [...kindOf].flatMap(([tool, its]) => (its === kind ? [tool] : [])).sort(),
      visits: of.length,
      bad: rateOf(of.filter((visit) => visit.bad).length, of.length),
    }))
    .sort((one, other) => other.visits - one.visits);
}

const pair = (one: string, other: string): string => `${one}\n${other}`;
