import type { WorstCase } from '../../src/ledger/check-fence';

/** A model call that may cost a dollar: half of it the prompt, the rest a cent a token. */
export const worstCase: WorstCase = {
  workflow: 'w',
  step: 'tidy',
  model: 'claude-sonnet-5-5',
  prompt: '0.5',
  token: '0.01',
  maxTokens: 50,
  input: 1_000,
  leastTokens: 10,
  withinMs: 60_000,
};
