import { CONCLUDE } from '../agents/define-agent';
import type { Entry, EntryKind } from '../contracts/entry';
import type { Gap } from '../contracts/figures';
import { callsIn } from '../ledger/calls-in';
import type { ContentBlock } from '@anthropic-ai/sdk/resources/messages';

type Of<K extends EntryKind> = Extract<Entry, { kind: K }>;

/** What the entries of a run that has ended do not say of its model calls and tool calls, and should. Pure. */
export function findGaps(entries: readonly Entry[]): Gap[] {
  const of = <K extends EntryKind>(kind: K): Of<K>[] => entries.filter((entry): entry is Of<K> => entry.kind === kind);
  const gaps: Gap[] = [];
  const verdicts = new Map(of('verdict').map((entry) => [entry.header.call, entry]));
  const results = new Map(of('result').map((entry) => [entry.header.call, entry]));
  // Whoever ends a run from outside leaves calls without an end.
  const cutShort = of('cancel-asked').length + of('noticed').length + of('run-reset').length > 0;

  const settled = (entry: Entry, call: string, expected: boolean): void => {
    const missing = (what: Gap['missing']): void =>
      void gaps.push({ seq: entry.seq, step: entry.step, call, missing: what });
    const result = results.get(call as never);
    if (!result) {
      if (expected && !cutShort) missing('output');
      return;
    }
    if (result.body === null) missing('output');
    if (!isCount(result.header.ms)) missing('latency');
  };

  for (const thought of of('thought')) {
    const { seq, step, header, body } = thought;
    const entered = of('step-entered').findLast((entry) => entry.step === step && entry.seq < seq);
    const content = Array.isArray(body) ? (body as unknown as ContentBlock[]) : [];
    const calls = callsIn(content, `${step}.${entered?.header.visit}.${header.turn}`, seq);
    const missing = (what: Gap['missing'], call: string | null = null): void =>
      void gaps.push({ seq, step, call, missing: what });

    if (!entered || entered.body === null) missing('input');
    if (content.length === 0 && header.stop !== 'refusal') missing('output');
    if (!isCount(header.ms)) missing('latency');
    if (![header.input, header.output, header.cacheRead, header.cacheWrite5m, header.cacheWrite1h].every(isCount))
      missing('tokens');
    if (!isUsd(header.usd)) missing('cost');

    const concluded = calls.some(({ tool, call }) => tool === CONCLUDE && !results.has(call));
    for (const { call, tool, why, args } of calls) {
      const malformed = results.get(call)?.header.outcome === 'malformed'; // it was told so, and judged no further
      if (malformed || (tool === CONCLUDE && concluded)) continue;
      if (!why) missing('why', call);
      if (typeof args !== 'object' || args === null) missing('input', call);
      if (tool !== CONCLUDE && !verdicts.has(call) && !cutShort) missing('verdict', call);
      settled(thought, call, !concluded);
    }
  }

  for (const asked of of('call-asked')) {
    const { call } = asked.header;
    const leftBy = of('path-taken').some(({ step, seq }) => step === asked.step && seq > asked.seq);
    if (asked.body === null) gaps.push({ seq: asked.seq, step: asked.step, call, missing: 'input' });
    const malformed = results.get(call)?.header.outcome === 'malformed';
    if (results.has(call) && !malformed && !verdicts.has(call))
      gaps.push({ seq: asked.seq, step: asked.step, call, missing: 'verdict' });
    settled(asked, call, !leftBy);
  }

  for (const { seq, step, header } of [...of('model-failed'), ...of('call-failed')])
    if (!isCount(header.ms)) gaps.push({ seq, step, call: null, missing: 'latency' });
  return gaps;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isUsd(value: unknown): boolean {
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value);
}
