import { declared, fails, holds, listed } from './criterion';
import type { Criterion, Finding } from './criterion';
import type { Evidence } from './evidence';

/** One agent first; another where the figures of this workflow ask for it. */
export const singleAgent: readonly Criterion[] = [
  {
    id: 'single-agent.one',
    asks: 'Is it one agent, or is the need of more shown by its own figures?',
    judge: (evidence: Evidence): Finding => {
      const kinds: { name: string; kind: string }[] = Object.entries(evidence.map.steps).map(([name, { kind }]) => ({
        name,
        kind,
      }));
      const delegated = kinds.filter(({ kind }) => kind === 'delegate').map(({ name }) => name);
      if (delegated.length > 0)
        return fails(
          `${listed(delegated)} hand work to other agents, and no figures show the need.`,
          `npx seaworthy advise ${evidence.workflow}`,
          declared(evidence),
        );
      const steps = kinds.filter(({ kind }) => kind === 'agent').length;
      return holds(`One agent, ${evidence.agent.name}, in ${steps} of ${kinds.length} steps.`, declared(evidence));
    },
  },
];
