import Decimal from 'decimal.js';
import type { Agent } from '../../agents/define-agent';
import type { NewEntry } from '../../contracts/entry';
import type { Json } from '../../contracts/json';
import type { Model, ModelAnswer, ModelProgress, ModelTool } from '../../integrations/anthropic/model';
import { costOf, pricesOf } from '../../integrations/anthropic/price-book';
import type { Transcript } from './transcript';

/** Failures of one model before the next in the agent's list is asked. */
const FAILURES_PER_MODEL = 3;

/** The model whose turn it is; undefined when each has failed too often since the last thought. */
export function modelFor(agent: Agent, transcript: Transcript): string | undefined {
  return agent.models[Math.floor(transcript.failures / FAILURES_PER_MODEL)];
}

/** One model call. Output is cut to what is left of the step's money, so that one answer cannot pass the limit by much. */
export async function think(
  model: Model,
  ask: { agent: Agent; name: string; purpose: string; tools: ModelTool[]; transcript: Transcript },
  call: { signal: AbortSignal; onProgress: (progress: ModelProgress) => void },
): Promise<ModelAnswer> {
  const { agent, transcript } = ask;
  const left = new Decimal(agent.limits.usd).minus(transcript.usd);
  const affordable = left.div(pricesOf(ask.name).output).times(1_000_000).floor().toNumber();
  return model.think(
    {
      model: ask.name,
      maxTokens: Math.max(256, Math.min(agent.limits.maxTokens, affordable)),
      system: `${agent.instructions}\n\nYour task in this step: ${ask.purpose}.`,
      tools: ask.tools,
      messages: transcript.messages(),
    },
    call,
  );
}

/** The entry of an answer. Its cost is by the name that was asked for: the price book knows that one, an answer may name a snapshot. */
export function thoughtEntry(
  activity: string,
  step: string,
  turn: number,
  asked: string,
  answer: ModelAnswer,
): NewEntry {
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
      usd: costOf(usage, asked).toFixed(),
      ms: Math.round(answer.ms),
      requestId: answer.requestId,
    },
    body: answer.content as unknown as Json,
  };
}

/** Characters a token holds at least, as far as is known: what streamed counts as dearer rather than cheaper than it was. */
const CHARS_PER_TOKEN = 2;

/** The entry of a call that a halt broke off. What had streamed is paid for; before an answer begins, nothing is. */
export function brokenOff(
  attempt: { id: string; fence: { epoch: number } },
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
    source: `${attempt.id}:${turn}:halted:${attempt.fence.epoch}:${Date.now()}`,
    kind: 'model-failed',
    step,
    header: {
      model,
      class: 'halted',
      code: '',
      ms: Math.round(ms),
      usd: usage ? costOf(usage, model).toFixed() : '0',
      tokens: usage ? Object.values(usage).reduce((sum: number, tokens: number) => sum + tokens, 0) : 0,
    },
  };
}
