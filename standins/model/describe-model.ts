import type { ModelInfo } from '@anthropic-ai/sdk/resources/models';
import { findModel } from './models';
import { Rejection } from './rejection';

/** GET /v1/models/{id}, as little of it as a preflight needs. */
export const describeModel = (id: string): ModelInfo => {
  const limits = findModel(id);
  if (!limits) throw new Rejection(404, 'not_found_error', `model: ${id}`);
  return {
    type: 'model',
    id,
    display_name: `${id} (stand-in)`,
    created_at: '2026-01-01T00:00:00Z',
    lifecycle: 'active',
    line: (/claude-(haiku|sonnet|opus|fable|mythos)/.exec(id)?.[1] ?? null) as ModelInfo['line'],
    max_input_tokens: limits.context,
    max_tokens: limits.maxOutput,
    capabilities: null,
    deprecated_at: null,
    retires_at: null,
  };
};
