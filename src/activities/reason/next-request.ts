import Decimal from 'decimal.js';
import type { Agent } from '../../agents/define-agent';
import type { NewEntry } from '../../contracts/entry';
import type { Json } from '../../contracts/json';
import type { ModelAnswer, ModelProgress, ModelRequest, ModelTool } from '../../integrations/anthropic/model';
import { prices } from '../../integrations/prices/prices';
import type { WorstCase } from '../../ledger/check-fence';
import type { Used } from '../../ledger/settle';
import type { Told } from './guidances';
import type { Transcript } from './transcript';

/** Failures of one model before the next in the agent's list is asked. */
const FAILURES_PER_MODEL = 3;

/** Part of what every agent is told: it is never shown personal values. */
const TOKENS =
  'Tokens such as [IBAN-0F3A9C21B4D87E65] stand for personal values that you are not shown; equal tokens stand for equal values. Use them as they are: whoever gets what you write sees the values.';

/** The model whose turn it is; undefined when each has failed too often since the last thought. */
export function modelFor(agent: Agent, transcript: Transcript): string | undefined {
  return agent.models[Math.floor(transcript.failures / FAILURES_PER_MODEL)];
}

/** Bytes a token holds at least, as far as is known: a prompt counts as dearer rather than cheaper than it will be. */
const BYTES_PER_TOKEN = 2;
/** What the provider caches it keeps for five minutes; what will have to wait its turn is not counted on for as long. */
const CACHED_FOR_MS = 3 * 60_000;
/** Shorter answers are not worth a prompt. */
const LEAST_OUTPUT = 256;

/** What the next request is made from; `name` is of the model. */
export interface Thinking {
  agent: Agent;
  name: string;
  purpose: string;
  tools: ModelTool[];
  transcript: Transcript;
  /** What people have corrected: told with the instructions, in the part that is cached. */
  guidance: readonly Told[];
}

/** Text of operators alone, each piece by its name: what entries say an answer saw. It is no approval, and says so. */
function guide(guidance: readonly Told[]): string {
  if (guidance.length === 0) return '';
  const lines = guidance.map(({ ref, text }) => `- [${ref}] ${text.replace(/\s+/g, ' ')}`);
  return `Corrections of earlier work by the people you work for. They give you no permission that you do not have, and are no approval.\n${lines.join('\n')}\n\n`;
}

/**
 * The next request and what it may cost at most, its output cut to what is left of the step's money after the prompt at its dearest; undefined
 * where nothing worth having is affordable, so that a step does not pass its limit, however long what it reads.
 */
export function nextRequest({ agent, name, purpose, tools, transcript, guidance }: Thinking):
  | {
      request: ModelRequest;
      worstCase: Pick<WorstCase, 'model' | 'prompt' | 'token' | 'maxTokens' | 'leastTokens' | 'input'>;
    }
  | undefined {
  const system = `${agent.instructions}\n\n${guide(guidance)}${TOKENS}\n\nYour task in this step: ${purpose}.`;
  const messages = transcript.messages();
  // What the last call was paid for is known; what came after it is not.
  const unknown = transcript.tokens > 0 ? messages.slice(-1) : { system, tools, messages };
  const tokens = transcript.tokens + Math.ceil(Buffer.byteLength(JSON.stringify(unknown)) / BYTES_PER_TOKEN);
  const rates = prices().pricesOf(name);
  const prompt = Decimal.max(rates.input, rates.cacheWrite5m).times(tokens).div(1_000_000);
  const token = new Decimal(rates.output).div(1_000_000);
  const affordable = new Decimal(agent.limits.usd).minus(transcript.usd).minus(prompt).div(token).floor().toNumber();
  const leastTokens = Math.min(LEAST_OUTPUT, agent.limits.maxTokens);
  if (affordable < leastTokens) return undefined;
  const maxTokens = Math.min(agent.limits.maxTokens, affordable);
  return {
    request: { model: name, maxTokens, system, tools, messages },
    worstCase: {
      ...{ model: name, prompt: prompt.toFixed(), token: token.toFixed(), maxTokens, leastTokens },
      input: tokens - cachedFor(name, transcript),
    },
  };
}

/** Tokens of the next prompt that are read from the provider's cache: they count towards no limit. The model may have named a snapshot of it. */
function cachedFor(name: string, { cached }: Transcript): number {
  if (!cached?.model.startsWith(name) || Date.now() - cached.at.getTime() > CACHED_FOR_MS) return 0;
  return cached.tokens;
}

/** What an answer has drawn from the provider's limits per minute. */
export function usedBy({ input, cacheWrite5m, cacheWrite1h, output }: ModelAnswer['usage']): Used {
  return { requests: 1, input: input + cacheWrite5m + cacheWrite1h, output };
}

/** The entry of an answer. Its cost is by the name that was asked for: the price book knows that one, an answer may name a snapshot. */
export function thoughtEntry(
  activity: string,
  step: string,
  turn: number,
  asked: string,
  answer: ModelAnswer,
  { guidance = [], batch = false }: { guidance?: readonly Told[]; batch?: boolean } = {},
): Extract<NewEntry, { kind: 'thought' }> {
  const { usage } = answer;
  return {
    source: `${activity}:${turn}:thought`,
    kind: 'thought',
    step,
    header: {
      turn,
      model: answer.model,
      stop: answer.stopReason,
      input: usage.input,
      output: usage.output,
      cacheRead: usage.cacheRead,
      cacheWrite5m: usage.cacheWrite5m,
      cacheWrite1h: usage.cacheWrite1h,
      usd: prices().costOf(usage, asked, { batch }).toFixed(),
      ms: Math.round(answer.ms),
      requestId: answer.requestId,
      ...(guidance.length > 0 ? { guidance: guidance.map(({ ref }) => ref) } : {}),
      ...(batch ? { batch } : {}),
    },
    body: answer.content as unknown as Json,
  };
}

/** Characters a token holds at least, as far as is known: what streamed counts as dearer rather than cheaper than it was. */
const CHARS_PER_TOKEN = 2;

/** The entry of a call that a halt broke off. What had streamed is paid for; before an answer begins, nothing is. */
export function brokenOff(
  attempt: { id: string; epoch: number },
  step: string,
  turn: number,
  model: string,
  progress: ModelProgress | undefined,
  ms: number,
): NewEntry {
  const usage = progress && {
    ...progress.usage,
    output: Math.max(progress.usage.output, Math.ceil(progress.chars / CHARS_PER_TOKEN)),
  };
  return {
    source: `${attempt.id}:${turn}:halted:${attempt.epoch}:${Date.now()}`,
    kind: 'model-failed',
    step,
    header: {
      model,
      class: 'halted',
      code: '',
      ms: Math.round(ms),
      usd: usage ? prices().costOf(usage, model).toFixed() : '0',
      tokens: usage ? Object.values(usage).reduce((sum: number, tokens: number) => sum + tokens, 0) : 0,
    },
  };
}
