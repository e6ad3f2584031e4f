import Anthropic from '@anthropic-ai/sdk';
import { keepSecret } from '../secrets';

export interface ModelOptions {
  apiKey: string;
  /** Anthropic's own address when left out; the environment is not asked. */
  baseURL?: string;
  /** For the whole call, to the last byte. The SDK's own time-out ends with the headers. */
  timeoutMs: number;
}

/** The SDK as we use it: it repeats nothing by itself, and makes no spans of its own. */
export const openClient = ({ apiKey, baseURL, timeoutMs }: ModelOptions): Anthropic =>
  new Anthropic({
    apiKey: keepSecret(apiKey),
    baseURL: baseURL ?? 'https://api.anthropic.com',
    maxRetries: 0,
    timeout: timeoutMs,
    openTelemetry: false,
    logLevel: 'off',
  });
