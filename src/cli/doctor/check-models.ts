import type { Agent } from '../../agents/define-agent';
import { createModel } from '../../integrations/anthropic/create-model';
import { look, wrong } from './finding';
import type { Finding } from './finding';

const WITHIN_MS = 9_000;

/** Asks the provider about each model that agents use, which costs nothing. */
export async function checkModels(env: NodeJS.ProcessEnv, agents: Readonly<Record<string, Agent>>): Promise<Finding[]> {
  const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: given } = env;
  const todo = 'Check ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL and the way to the net.';
  if (!apiKey)
    return [
      await look('model', todo, () =>
        Promise.reject(
          wrong(
            'ANTHROPIC_API_KEY is not set; only `npm start` brings a stand-in, and with it all else that a run needs.',
          ),
        ),
      ),
    ];
  const baseURL = given || 'https://api.anthropic.com';
  const local = URL.canParse(baseURL) && /^(127\.|localhost$|\[::1\])/.test(new URL(baseURL).hostname);
  const model = createModel({ apiKey, baseURL, timeoutMs: WITHIN_MS });
  const names = [...new Set(Object.values(agents).flatMap(({ models }) => models))];
  return Promise.all(
    names.map((name) =>
      look(`model ${name}`, todo, async () => {
        await model.probe(name, { signal: AbortSignal.timeout(WITHIN_MS) });
        return local
          ? 'answers on this machine: a stand-in or a proxy, not the provider'
          : `answers at ${new URL(baseURL).host}`;
      }),
    ),
  );
}
