export interface ModelLimits {
  context: number;
  maxOutput: number;
  /** Shorter prefixes are not cached. Published for the older models; 5.5 is taken like its predecessor, haiku at 2,048. */
  cacheMinimum: number;
}

/** The models the stand-in serves, with their provider's limits as of October 2026. */
const MODELS: Readonly<Record<string, ModelLimits>> = {
  'claude-fable-5-1': { context: 1_000_000, maxOutput: 128_000, cacheMinimum: 1024 },
  'claude-opus-5-5': { context: 1_000_000, maxOutput: 128_000, cacheMinimum: 512 },
  'claude-sonnet-5-5': { context: 1_000_000, maxOutput: 128_000, cacheMinimum: 1024 },
  'claude-haiku-5-5': { context: 1_000_000, maxOutput: 128_000, cacheMinimum: 2048 },
  'claude-opus-5': { context: 1_000_000, maxOutput: 128_000, cacheMinimum: 512 },
  'claude-sonnet-5': { context: 1_000_000, maxOutput: 128_000, cacheMinimum: 1024 },
  'claude-haiku-4-5': { context: 200_000, maxOutput: 64_000, cacheMinimum: 4096 },
};

/** By name or by name and date (`claude-haiku-4-5-20251001`). */
export const findModel = (model: string): ModelLimits | undefined =>
  MODELS[model] ?? MODELS[model.replace(/-\d{8}$/, '')];
