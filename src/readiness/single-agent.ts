import { fisherTest } from '../statistics/exact-tests';
import { declared, fails, holds, listed, unseen } from './criterion';
import type { Criterion, Finding } from './criterion';
import type { Counted, Evidence } from './evidence';

const SIGNIFICANT = 0.05;

/** One agent first; another where the figures of this workflow ask for it. */
export const singleAgent: readonly Criterion[] = [
  {
    id: 'single-agent.one',
    asks: 'Is it one agent, or is the need of more shown by its own figures?',
    judge: (evidence: Evidence): Finding => {
      const steps = Object.entries(evidence.map.steps);
      const delegated = steps.flatMap(([name, { kind }]) => (kind === 'delegate' ? [name] : []));
      if (delegated.length > 0) return judgeDelegation(evidence, delegated);
      const agents = steps.filter(([, { kind }]) => kind === 'agent').length;
      return holds(`One agent, ${evidence.agent.name}, in ${agents} of ${steps.length} steps.`, declared(evidence));
    },
  },
];

/** Runs that hand work over have to go wrong less often than those before them did, by more than chance (Fisher's exact test, one-sided, 5 %). */
function judgeDelegation(evidence: Evidence, steps: readonly string[]): Finding {
  const { with: now, without: before } = evidence.delegation;
  const next = `npx seaworthy advise ${evidence.workflow}`;
  const told = `${listed(steps)} ${steps.length > 1 ? 'hand' : 'hands'} work to other agents`;
  if (now.of === 0 || before.of === 0)
    return unseen(
      `${told}: to compare, it takes runs that did so and runs of before (${now.of} and ${before.of} have ended).`,
      next,
      declared(evidence),
    );
  const p = fisherTest(before, now);
  const figures = `${inWords(now)} of those went wrong, ${inWords(before)} of those before (p = ${p.toPrecision(1)})`;
  return p < SIGNIFICANT
    ? holds(`${told}: ${figures}.`, declared(evidence))
    : fails(`${told}, and that helps no more than chance would: ${figures}.`, next, declared(evidence));
}

const inWords = ({ bad, of }: Counted): string => `${bad} of ${of}`;
