import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import { z } from 'zod';
import { CONCLUDE, RECALL } from '../../agents/define-agent';
import type { Agent } from '../../agents/define-agent';
import type { ModelTool } from '../../integrations/anthropic/model';
import { Recalled } from './recall';

const cache = new WeakMap<Agent, Map<string, ModelTool[]>>();

/**
 * The tools a step shows the model, in a stable order, since they open the cached prefix. Each asks for a `why` first, which is recorded and
 * taken off before the call. What strict schemas cannot express goes into descriptions; arguments are parsed again with the real schema.
 */
export function modelTools(agent: Agent, step: { tools: readonly string[]; outcome: string }): ModelTool[] {
  const ofAgent = cache.get(agent) ?? new Map<string, ModelTool[]>();
  cache.set(agent, ofAgent);
  const key = `${step.tools.join()} ${step.outcome}`;
  const tools = ofAgent.get(key) ?? build(agent, step);
  ofAgent.set(key, tools);
  return tools;
}

function build(agent: Agent, step: { tools: readonly string[]; outcome: string }): ModelTool[] {
  const declared = [...step.tools].sort().flatMap((name) => {
    const tool = agent.tools[name];
    return tool ? [modelTool(name, tool.description, tool.input as z.ZodType)] : [];
  });
  const recall = declared.length > 0 ? [modelTool(RECALL, 'Reads on in a result that was shortened.', Recalled)] : [];
  return [
    ...declared,
    ...recall,
    modelTool(CONCLUDE, 'End this step with your conclusion.', agent.outcomes[step.outcome]!),
  ];
}

function modelTool(name: string, description: string, schema: z.ZodType): ModelTool {
  const strict = transformJSONSchema(z.toJSONSchema(schema, { io: 'input', reused: 'inline' })) as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  const why = { type: 'string', description: 'Why this call, in one or two sentences a reviewer can follow.' };
  return {
    name,
    description,
    strict: true,
    input_schema: {
      type: 'object',
      properties: { why, ...strict.properties },
      required: ['why', ...(strict.required ?? [])],
      additionalProperties: false,
    },
  };
}
