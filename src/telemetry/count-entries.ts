import type { Headers, NewEntry } from '../contracts/entry';
import { add, record } from './instruments';
import { metrics } from './metrics';

/** Counts what a process has just put into the ledger, by the clear headers. */
export function countEntries(entries: readonly NewEntry[]): void {
  for (const { kind, header } of entries) {
    if (kind === 'thought') countThought(header);
    else if (kind === 'model-failed') {
      add(metrics.modelCalls, 1, { model: header.model, outcome: header.class });
      if (header.usd) add(metrics.modelCost, Number(header.usd), { model: header.model });
    } else if (kind === 'verdict') add(metrics.verdicts, 1, { tool: header.tool, verdict: header.verdict });
    else if (kind === 'result') add(metrics.toolCalls, 1, { tool: header.tool, outcome: header.outcome });
  }
}

function countThought(header: Headers['thought']): void {
  const { model, input, output, cacheRead, cacheWrite5m, cacheWrite1h, usd, ms } = header;
  add(metrics.modelCalls, 1, { model, outcome: 'done' });
  add(metrics.modelCost, Number(usd), { model });
  const classes = {
    input,
    output,
    cache_read: cacheRead,
    cache_write_5m: cacheWrite5m,
    cache_write_1h: cacheWrite1h,
  };
  for (const [name, tokens] of Object.entries(classes)) add(metrics.modelTokens, tokens, { model, class: name });

  const labels = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'anthropic',
    'gen_ai.request.model': model,
  };
  const whole = input + cacheRead + cacheWrite5m + cacheWrite1h;
  record(metrics.genAiTokens, whole, { ...labels, 'gen_ai.token.type': 'input' });
  record(metrics.genAiTokens, output, { ...labels, 'gen_ai.token.type': 'output' });
  record(metrics.genAiOperationDuration, ms / 1_000, labels);
  record(metrics.genAiInferenceDuration, ms / 1_000, labels);
  add(metrics.genAiInput, whole, labels);
  add(metrics.genAiOutput, output, labels);
  add(metrics.genAiCacheRead, cacheRead, labels);
  add(metrics.genAiCacheWrite, cacheWrite5m + cacheWrite1h, labels);
}
