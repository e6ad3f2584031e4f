import { SeaworthyError } from '../contracts/errors';
import type { Agent } from './define-agent';

/**
 * The models that a step may use, in the agent's order: those that it names, or all. A step names none that the agent does not.
 * @throws SeaworthyError `Config.Invalid`
 */
export function modelsOf(
  agent: Pick<Agent, 'name' | 'models'>,
  step: { purpose: string; models?: readonly string[] },
): Agent['models'] {
  const { models: named } = step;
  if (!named) return agent.models;
  const [first, ...rest] = agent.models.filter((model) => named.includes(model));
  if (first === undefined || rest.length + 1 < named.length)
    throw new SeaworthyError(
      'Config.Invalid',
      `The step "${step.purpose}" names ${named.join(', ') || 'no model'}; its agent ${agent.name} has ${agent.models.join(', ')}.`,
    );
  return [first, ...rest];
}
