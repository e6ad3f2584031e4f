import type { Candidate } from '../contracts/proofs';
import type { Agent } from './define-agent';

/** What a candidate puts in the place of an agent's own, beside guidance. */
export type Overrides = Pick<Candidate, 'instructions' | 'model' | 'tools'>;

/**
 * The agent and step as a candidate has them. What the agent may do stays what it is: grants, policy and limits are untouched, and of the step's
 * tools some may be left out and none can be added. A candidate's model stands in the place of those that the step names.
 */
export function steered<Step extends { tools: readonly string[]; models?: readonly string[] }>(
  agent: Agent,
  step: Step,
  { instructions, model, tools }: Overrides,
): { agent: Agent; step: Step } {
  if (instructions === undefined && model === undefined && tools === undefined) return { agent, step };
  const { models: _, ...rest } = step;
  const own = (model ? rest : step) as Step;
  return {
    agent: { ...agent, ...(instructions ? { instructions } : {}), ...(model ? { models: [model] } : {}) },
    step: tools ? { ...own, tools: step.tools.filter((tool) => tools.includes(tool)) } : own,
  };
}
