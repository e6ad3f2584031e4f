import type { RunStory, TimelineItem } from '../contracts/http';
import type { Json } from '../contracts/json';
import { clean, duration, wrap } from './print';

/** A run as text: how it stands, then what happened step by step. */
export function storyText(story: RunStory): string {
  return [heading(story), ...story.timeline.map(line), '', ...ending(story)].join('\n');
}

/** How a run stands, and what comes next. */
export function standing(story: RunStory): string {
  return [heading(story), ...ending(story)].join('\n');
}

function heading({ run, name, status, end, step, turns, usd, noticed, startedAt, endedAt, links }: RunStory): string {
  const took = (endedAt ? Date.parse(endedAt) : Date.now()) - Date.parse(startedAt);
  const where = end ? `ended: ${end}` : `${status}${step ? ` at ${step}` : ''}`;
  return [
    `${run}  ${clean(name)}`,
    `${where} · ${duration(took)} · ${turns} turns · $${usd}`,
    ...(noticed.length > 0 ? [`noticed in Temporal: ${noticed.join(', ')}`] : []),
    ...(links.temporal ? [links.temporal] : []),
  ].join('\n');
}

function line(item: TimelineItem): string {
  const { seq, kind, at, text, why, ms, usd } = item;
  if (kind === 'step-entered') return `\n${clean(text)}`;
  const figures = [ms ? duration(ms) : '', usd && usd !== '0' ? `$${usd}` : ''].filter(Boolean).join(', ');
  const told = `${at.slice(11, 19)} #${seq}  ${text}${figures ? ` [${figures}]` : ''}`;
  return [told, ...[why ?? '', ...handed(item)].filter(Boolean)]
    .map((each, at) => wrap(each, at === 0 ? '  ' : '            '))
    .join('\n');
}

/** As much of what calls are given, and give, as fits a story; `--json` has all of it. */
const SHOWN = 300;

/** What went into tool calls, and what came out. */
function handed({ kind, details, header }: TimelineItem): string[] {
  switch (kind) {
    case 'call-asked':
      return [`in: ${brief(details)}`];
    case 'thought': {
      const blocks = (Array.isArray(details) ? details : []) as { type?: string; name?: string; input?: Json }[];
      return blocks.flatMap(({ type, name, input }) =>
        type === 'tool_use' ? [`${name} in: ${brief(withoutWhy(input))}`] : [],
      );
    }
    case 'result':
      return (header as { outcome?: string }).outcome === 'done' ? [`out: ${brief(details)}`] : [];
    default:
      return [];
  }
}

/** It is told already. */
function withoutWhy(input: Json | undefined): Json | undefined {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  const { why: _, ...args } = input;
  return args;
}

function brief(value: Json | undefined): string {
  const text = JSON.stringify(value ?? null);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)} …` : text;
}

function ending({ result, unsettled, approvals, role, status }: RunStory): string[] {
  if (result)
    return [
      wrap(result.summary, ''),
      ...result.degraded.map((how) => wrap(`degraded: ${how}`, '')),
      ...(result.output === null ? [] : [JSON.stringify(result.output, undefined, 2)]),
      ...unsettled.map(({ tool, call }) =>
        wrap(`Needs a person: ${tool} (${call}) may have happened, and nobody knows. Look in its system.`, ''),
      ),
    ];
  if (approvals.length > 0)
    return approvals.map(
      (id) => `Waits for ${role ?? 'people'}: \`seaworthy approvals --id ${id}\` says what is asked.`,
    );
  return [
    status === 'parked'
      ? 'Parked: it goes on by itself once the system is back, or the halt is lifted.'
      : 'It goes on by itself.',
  ];
}
