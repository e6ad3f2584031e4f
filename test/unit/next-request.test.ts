// Pure: no server, no database.
import { nextRequest } from '../../src/activities/reason/next-request';
import { modelTools } from '../../src/activities/reason/model-tools';
import { Transcript } from '../../src/activities/reason/transcript';
import { prices } from '../../src/integrations/prices/prices';
import { Vault } from '../../src/masking/vault';
import { shelfAgent } from '../helpers/shelf/shelf-agent';

const agent = { ...shelfAgent, limits: { ...shelfAgent.limits, usd: '0.50', maxTokens: 4_096 } };
const tools = modelTools(agent, { tools: ['look'], outcome: 'note' });
const model = 'claude-sonnet-5-5';

/** A step that has spent so much, its last prompt of so many tokens. */
function stepWith(usd: string, tokens: number): Transcript {
  const transcript = new Transcript('tidy', 1, new Vault({}));
  transcript.turns = 1;
  transcript.usd = transcript.usd.plus(usd);
  transcript.tokens = tokens;
  return transcript;
}
const requestFor = (transcript: Transcript) =>
  nextRequest({ agent, name: model, purpose: 'tidy up', tools, transcript, guidance: [] });

it.each([
  ['0', 10_000, 4_096],
  ['0.40', 20_000, 4_096],
  ['0.46', 10_000, 1_400],
])('with %s dollars spent and a prompt of %s tokens, the answer may have about %s tokens', (usd, tokens, about) => {
  const { request, worstCase } = requestFor(stepWith(usd, tokens))!;
  expect(worstCase.maxTokens).toBe(request.maxTokens);
  expect(Math.abs(request.maxTokens - about)).toBeLessThan(100);
  const dearest = { input: 0, cacheRead: 0, cacheWrite1h: 0, cacheWrite5m: tokens, output: request.maxTokens };
  expect(prices().costOf(dearest, model).plus(usd).toNumber()).toBeLessThanOrEqual(0.5);
});

it('nothing is asked that could pass the limit, however much the prompt has grown', () => {
  expect(requestFor(stepWith('0.49', 10_000))).toBeUndefined();
  expect(requestFor(stepWith('0', 200_000))).toBeUndefined();
  expect(requestFor(stepWith('0.50', 100))).toBeUndefined();
});

it('guidance stands with the instructions, each piece by its name, and without any the prompt is what it was', () => {
  const transcript = stepWith('0', 0);
  const system = (guidance: Parameters<typeof nextRequest>[0]['guidance']): string =>
    nextRequest({ agent, name: model, purpose: 'tidy up', tools, transcript, guidance })!.request.system;
  const plain = system([]);
  const guided = system([{ ref: 'g-00000001@2', step: null, text: 'Freight is no\nprice difference.' }]);
  expect(guided).toContain('- [g-00000001@2] Freight is no price difference.\n');
  expect(guided).toContain('They give you no permission');
  expect(guided.startsWith(agent.instructions)).toBe(true);
  expect(guided.length - plain.length).toBe(guided.indexOf('Tokens such as') - plain.indexOf('Tokens such as'));
});
