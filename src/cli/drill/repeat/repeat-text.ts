import Table from 'cli-table3';
import type { RepeatOutcome } from './drill-repeat';

/** The outcome for people: how the runs ended, by which paths, and where the first of them part. */
export function repeatText(outcome: RepeatOutcome): string {
  const { outcomes, paths, parting, runs, usd, turns, model, input, seconds, evidence, agree } = outcome;
  const ends = tableOf('end', [20, 8]);
  for (const { value, runs: count } of outcomes) ends.push([value ?? '(none in time)', String(count)]);
  const ways = tableOf('path', [100, 8]);
  for (const { value, runs: count } of paths) ways.push([value.join(' → '), String(count)]);
  const next = parting?.next.map(({ value, runs: count }) => `${count} × ${value ?? '(nothing more)'}`).join(', ');
  return [
    ends.toString(),
    ways.toString(),
    '',
    parting ? `They part after ${parting.after ?? 'the start'}: ${next}.` : `All ${runs.length} took the same path.`,
    `Cost: ${usd.mean} USD a run (${usd.least} to ${usd.most}). Turns: ${turns.least} to ${turns.most}.`,
    `${runs.length} runs of ${input} in ${Math.round(seconds)} s, the model ${model === 'claude' ? 'Claude' : 'a stand-in'}, all else stand-ins: ${
      agree ? `all ${runs.length} agree` : 'they DO NOT agree'
    }. Evidence ${evidence}.`,
  ].join('\n');
}

function tableOf(what: string, colWidths: number[]): InstanceType<typeof Table> {
  return new Table({ head: [what, 'runs'], wordWrap: true, colWidths, style: { head: [], border: [] } });
}
