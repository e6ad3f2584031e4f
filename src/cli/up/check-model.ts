import Anthropic from '@anthropic-ai/sdk';
import { toSystemError } from '../../integrations/anthropic/to-system-error';
import { agents } from '../../agents';
import { SeaworthyError } from '../../contracts/errors';

const WITHIN_MS = 10_000;

/** Asks the provider about our first model, which costs nothing, so that a wrong key shows before any run. @throws SeaworthyError */
export async function checkModel({ apiKey, baseURL }: { apiKey: string; baseURL: string }): Promise<void> {
  const client = new Anthropic({
    apiKey,
    baseURL,
    maxRetries: 0,
    timeout: WITHIN_MS,
    openTelemetry: false,
    logLevel: 'off',
  });
  try {
    await client.models.retrieve(Object.values(agents)[0]!.models[0]);
  } catch (error) {
    const trouble = toSystemError(error);
    if (trouble.class === 'credential')
      throw new SeaworthyError(
        'Config.Invalid',
        `${new URL(baseURL).host} does not accept ANTHROPIC_API_KEY: set another, or unset it and a stand-in thinks instead.`,
      );
    if (trouble.code === 'connection' || trouble.code === 'timeout')
      throw new SeaworthyError(
        'Setup.Failed',
        `No answer from ${new URL(baseURL).host}: is there a way to the net? Without ANTHROPIC_API_KEY a stand-in thinks instead.`,
      );
    // Anything else is for the runs to deal with: a proxy need not know about models.
  }
}
